package org.crmlake.sandbox;

import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Properties;

/**
 * The passwords of the catalog's database, chosen once and kept in a file that its owner alone can read. A home that has none was made
 * when plain files were the catalog, and they still are.
 *
 * @param client of those who read and change the catalog
 * @param owner of the sandbox itself
 */
record CatalogPasswords(String client, String owner) {
    private static final String CLIENT = "user.password";
    private static final String OWNER = "owner.password";
    private static final int BYTES = 16;

    /** Returns those of a home; empty if its catalog is plain files. */
    static Optional<CatalogPasswords> of(SandboxHome home) {
        return PropertiesFile.read(home.catalogPasswords())
                .map(saved -> new CatalogPasswords(saved.getProperty(CLIENT), saved.getProperty(OWNER)));
    }

    /** Returns those of a home, which keeps its catalog in a database from now on. */
    static CatalogPasswords choose(SandboxHome home) {
        return of(home).orElseGet(() -> {
            CatalogPasswords chosen = new CatalogPasswords(randomText(), randomText());
            Properties saved = new Properties();
            saved.setProperty(CLIENT, chosen.client);
            saved.setProperty(OWNER, chosen.owner);
            PropertiesFile.writeSecret(home.catalogPasswords(), saved);
            return chosen;
        });
    }

    static boolean isChosen(SandboxHome home) {
        return Files.exists(home.catalogPasswords());
    }

    private static String randomText() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Without them. */
    @Override
    public String toString() {
        return "CatalogPasswords";
    }
}
