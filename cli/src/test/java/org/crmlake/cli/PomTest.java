package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What the parent pom may not say. */
class PomTest {
    /** Such a scope also holds for what a module needs through another, and takes it out of the product without a word. */
    @Test
    void managesVersionsAndNoScopes() throws Exception {
        Element pom = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(RunCrmlake.REPOSITORY.resolve("pom.xml").toFile())
                .getDocumentElement();
        NodeList scopes =
                ((Element) pom.getElementsByTagName("dependencyManagement").item(0)).getElementsByTagName("scope");
        List<String> found = new ArrayList<>();
        for (int i = 0; i < scopes.getLength(); i++) {
            found.add(scopes.item(i).getTextContent());
        }

        assertThat(found).isNotEmpty().containsOnly("import");
    }
}
