package org.crmlake.bench;

/** What can happen in the generated shop, by the names of the Segment Spec, with how often it does. */
enum ShopEvent {
    PRODUCT_VIEWED("Product Viewed", 44),
    PRODUCT_ADDED("Product Added", 16),
    CHECKOUT_STARTED("Checkout Started", 8),
    ORDER_COMPLETED("Order Completed", 14),
    ORDER_REFUNDED("Order Refunded", 2),
    ORDER_CANCELLED("Order Cancelled", 1),
    EMAIL_OPENED("Email Opened", 11),
    EMAIL_LINK_CLICKED("Email Link Clicked", 4);

    private static final ShopEvent[] ALL = values();
    private static final int HUNDRED = 100;

    private final String text;
    private final int percent;

    ShopEvent(String text, int percent) {
        this.text = text;
        this.percent = percent;
    }

    static ShopEvent draw(Draw draw) {
        int lot = draw.nextInt(HUNDRED);
        int event = 0;
        while (lot >= ALL[event].percent) {
            lot -= ALL[event].percent;
            event++;
        }
        return ALL[event];
    }

    String text() {
        return text;
    }

    boolean mail() {
        return this == EMAIL_OPENED || this == EMAIL_LINK_CLICKED;
    }

    /** Appends the members of the event's {@code properties}, without the braces. */
    void properties(StringBuilder json, Draw draw, String currency) {
        int cents = 199 + draw.nextInt(20_000);
        int product = draw.nextInt(5_000);
        switch (this) {
            case PRODUCT_VIEWED, PRODUCT_ADDED -> {
                json.append("\"product_id\":\"p").append(10_000 + product);
                json.append("\",\"price\":");
                money(json, cents);
            }
            case CHECKOUT_STARTED, ORDER_COMPLETED -> {
                int quantity = 1 + draw.nextInt(4);
                order(json, draw, currency);
                json.append(",\"revenue\":");
                money(json, cents * quantity);
                json.append(",\"products\":[{\"product_id\":\"p").append(10_000 + product);
                json.append("\",\"quantity\":").append(quantity).append("}]");
            }
            case ORDER_REFUNDED, ORDER_CANCELLED -> {
                order(json, draw, currency);
                json.append(",\"total\":");
                money(json, cents);
            }
            case EMAIL_OPENED, EMAIL_LINK_CLICKED ->
                json.append("\"email_id\":\"m")
                        .append(100_000 + product)
                        .append("\",\"campaign_id\":\"c")
                        .append(100 + draw.nextInt(40))
                        .append('"');
        }
    }

    private static void order(StringBuilder json, Draw draw, String currency) {
        json.append("\"order_id\":\"o")
                .append(10_000_000 + draw.nextInt(80_000_000))
                .append("\",\"currency\":\"")
                .append(currency)
                .append('"');
    }

    private static void money(StringBuilder json, int cents) {
        int rest = cents % 100;
        json.append(cents / 100).append(rest < 10 ? ".0" : ".").append(rest);
    }
}
