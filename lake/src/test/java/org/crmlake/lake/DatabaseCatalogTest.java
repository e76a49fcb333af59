package org.crmlake.lake;

class DatabaseCatalogTest extends LossyCatalogTest {
    @Override
    LossyCatalog network() throws Exception {
        return new LossyDatabase();
    }
}
