package org.crmlake.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.crmlake.model.CrmException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CustomerKeyTest {
    @Test
    void isANamespaceAndAnIdThatMayHoldColons() {
        CustomerKey key = new CustomerKey("web-shop_2:a:b c");

        assertThat(key.namespace()).isEqualTo("web-shop_2");
        assertThat(key.id()).isEqualTo("a:b c");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "NULL",
            value = {
                "NULL, it is empty",
                "'', it is empty",
                "17850, it has no namespace",
                ":17850, it has no namespace",
                "retail:, its id is empty",
                "Retail:1, 'its namespace has a character that is not a-z, 0-9, _ or -'"
            })
    void saysWhatIsWrong(String text, String problem) {
        assertThat(CustomerKey.problem(text)).contains(problem);
    }

    @Test
    void refusesWhatCouldNotBeToldApartInARowKey() {
        assertThat(CustomerKey.problem("retail:a\0b")).contains("it has a NUL character");
        assertThat(CustomerKey.problem("retail:\ud800")).contains("it has half a surrogate pair, which has no UTF-8");
        assertThat(CustomerKey.problem("retail:\ud83d\ude00")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "   ", "\u00a0", "\u3000 ", "\u200b", "\u202e\u2060"})
    void noNewEventIsOfACustomerWhomNobodySees(String id) {
        assertThat(CustomerKey.problemOfNew("retail:" + id)).contains("its id has only blanks");
        assertThat(CustomerKey.problem("retail:" + id)).as("a stored key").isEmpty();
        assertThat(CustomerKey.problemOfNew("retail:" + id + "a")).isEmpty();
    }

    @Test
    void noNewEventIsOfACustomerBehindAByteOrderMark() {
        assertThat(CustomerKey.problemOfNew("retail:\ufeff17850")).contains("its id begins with a byte order mark");
        assertThat(CustomerKey.problem("retail:\ufeff17850")).as("a stored key").isEmpty();
        assertThat(CustomerKey.problemOfNew("retail:17\ufeff850")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "é", "€"})
    void countsItsLengthInBytes(String letter) {
        int bytes = letter.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        int fitting = (CustomerKey.LONGEST - 2) / bytes;

        assertThat(CustomerKey.problem("r:" + letter.repeat(fitting))).isEmpty();
        assertThat(CustomerKey.problem("r:" + letter.repeat(fitting + 1))).contains("it is longer than 256 bytes");
    }

    @Test
    void isAUsageErrorWhenSomebodyTypesItWrong() {
        assertThatThrownBy(() -> new CustomerKey("17850"))
                .hasMessage("Cannot use customer key '17850': it has no namespace."
                        + " Write it as namespace:id, for instance retail:17850.")
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.USAGE));
    }
}
