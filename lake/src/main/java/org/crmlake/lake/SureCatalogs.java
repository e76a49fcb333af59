package org.crmlake.lake;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;

/** Which of Iceberg's catalogs are replaced by ours of the same kind, whose tables say what became of a commit. */
final class SureCatalogs {
    private static final Map<String, Class<?>> BY_TYPE =
            Map.of("hadoop", FolderCatalog.class, "jdbc", DatabaseCatalog.class, "rest", ServiceCatalog.class);

    private SureCatalogs() {}

    /** Returns the properties of a catalog with our class in the place of its type. */
    static Map<String, String> of(Map<String, String> catalog) {
        Map<String, String> properties = new LinkedHashMap<>(catalog);
        Class<?> ours = BY_TYPE.get(catalog.get(CatalogUtil.ICEBERG_CATALOG_TYPE));
        if (ours != null) {
            properties.remove(CatalogUtil.ICEBERG_CATALOG_TYPE);
            properties.put(CatalogProperties.CATALOG_IMPL, ours.getName());
        }
        return properties;
    }
}
