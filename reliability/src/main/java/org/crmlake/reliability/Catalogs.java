package org.crmlake.reliability;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.crmlake.testing.CatalogService;

/** One HDFS and one HBase under every catalog that a lake may have: the sandbox's own database, a folder, and a service. */
final class Catalogs implements AutoCloseable {
    /** Where the tables of a tenant are, and how crmlake is started to find them. */
    record Place(Stores stores, Launch launch) {}

    private final CatalogService service;
    private final List<Place> places = new ArrayList<>();

    /**
     * @param conf the folder of the sandbox's site files
     * @param folder for other ones
     */
    private Catalogs(Launch launch, Path conf, Path folder) throws IOException {
        Stores own = Stores.open(conf);
        places.add(new Place(own, launch));
        String files = own.configuration().get("fs.defaultFS");
        service = CatalogService.start(files + "/crmlake/served", own.configuration(), CatalogService.Commits.ALL);
        add(
                Map.of("lake.catalog.type", "hadoop", "lake.catalog.warehouse", files + "/crmlake/warehouse"),
                launch,
                conf,
                folder.resolve("folder"));
        add(
                Map.of("lake.catalog.type", "rest", "lake.catalog.uri", service.uri()),
                launch,
                conf,
                folder.resolve("service"));
    }

    /** Opens them all; the sandbox runs. */
    static Catalogs open(Launch launch, Path conf, Path folder) throws IOException {
        return new Catalogs(launch, conf, folder);
    }

    private void add(Map<String, String> catalog, Launch launch, Path from, Path to) throws IOException {
        Map<String, String> environment = SiteFiles.with(Map.of(), from, to);
        Configuration site = new Configuration(false);
        catalog.forEach(site::set);
        SiteFiles.write(site, to.resolve(SiteFiles.LAKE));
        places.add(new Place(Stores.open(to), launch.with(environment)));
    }

    /** Returns the places in turn. */
    Place place(long number) {
        return places.get((int) (number % places.size()));
    }

    @Override
    public void close() {
        for (Place place : places) {
            place.stores().close();
        }
        service.close();
    }
}
