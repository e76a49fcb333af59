package org.crmlake.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which module may use what; the picture of the data flow depends on it. */
@AnalyzeClasses(packages = "org.crmlake", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleRulesTest {
    private static final String SPARK = "org.apache.spark..";

    @ArchTest
    static final ArchRule modelKnowsNoStoreAndNoEngine = noClasses()
            .that()
            .resideInAPackage("org.crmlake.model..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.hadoop..", "org.apache.iceberg..", SPARK);

    @ArchTest
    static final ArchRule modelUsesNothingOfOurs = noClasses()
            .that()
            .resideInAPackage("org.crmlake.model..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.crmlake.lake..",
                    "org.crmlake.hbase..",
                    "org.crmlake.ingest..",
                    "org.crmlake.jobs..",
                    "org.crmlake.cli..",
                    "org.crmlake.sandbox..");

    @ArchTest
    static final ArchRule hbaseSchemaKnowsNoSpark = noClasses()
            .that()
            .resideInAPackage("org.crmlake.hbase..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SPARK, "org.apache.iceberg..", "org.crmlake.lake..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule lakeKnowsNoHBase = noClasses()
            .that()
            .resideInAPackage("org.crmlake.lake..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.hadoop.hbase..", "org.crmlake.hbase..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule ingestAndJobsMeetInTheTablesOnly = noClasses()
            .that()
            .resideInAPackage("org.crmlake.ingest..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.crmlake.jobs..", "org.crmlake.cli..", "org.crmlake.sandbox..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule jobsAndIngestMeetInTheTablesOnly = noClasses()
            .that()
            .resideInAPackage("org.crmlake.jobs..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.crmlake.ingest..", "org.crmlake.cli..", "org.crmlake.sandbox..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule transformsArePure = noClasses()
            .that()
            .haveSimpleNameEndingWith("Transform")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("org.apache.spark.sql.SparkSession")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule commandsLinkNoSpark = noClasses()
            .that()
            .resideInAPackage("org.crmlake.cli..")
            .and()
            .haveSimpleNameEndingWith("Command")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SPARK, "org.apache.iceberg..");

    @ArchTest
    static final ArchRule optionsOfJobsLinkNoSpark = noClasses()
            .that()
            .resideInAPackage("org.crmlake.jobs..")
            .and()
            .haveNameMatching(".*\\.Job(Option|Options)(\\$.*)?|.*Options")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SPARK, "org.apache.iceberg..", "org.crmlake.lake..");

    @ArchTest
    static final ArchRule noClassIsADrawer = noClasses()
            .should()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameStartingWith("Base")
            .orShould()
            .haveSimpleNameStartingWith("Common");
}
