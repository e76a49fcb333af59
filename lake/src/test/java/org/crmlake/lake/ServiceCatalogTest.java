package org.crmlake.lake;

class ServiceCatalogTest extends LossyCatalogTest {
    @Override
    LossyCatalog network() throws Exception {
        return new LossyService(folder);
    }
}
