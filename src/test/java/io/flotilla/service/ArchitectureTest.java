package io.flotilla.service;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.flotilla.plugins.contract.LogLines;
import java.time.InstantSource;
import java.time.temporal.Temporal;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.BaseStream;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/// Who may know whom, and who may do what, as in ARCHITECTURE.md.
///
/// The build-time half of the extension is not here: no application has it on its class path.
@AnalyzeClasses(packages = "io.flotilla", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] CORE = {"spi", "disk", "wal", "ltx", "store", "plan", "catalog"};

    private static final String[] STEPS = {
        "discovery", "detection", "tiering", "capture", "upload", "compaction", "restore", "probe"
    };

    @ArchTest
    static final ArchRule SPI_KNOWS_THE_JDK = packageOf("spi").knows();

    @ArchTest
    static final ArchRule DISK_KNOWS_THE_JDK = packageOf("disk").knows();

    @ArchTest
    static final ArchRule WAL_KNOWS_THE_DISK = packageOf("wal").knows("disk");

    @ArchTest
    static final ArchRule LTX_KNOWS_THE_JDK_AND_LZ4 =
            packageOf("ltx").withLibraries("net.jpountz..").knows();

    @ArchTest
    static final ArchRule STORE_KNOWS_THE_SPI_AND_LTX = packageOf("store").knows("spi", "ltx");

    @ArchTest
    static final ArchRule PLAN_KNOWS_WHAT_IS_ON_A_TARGET = packageOf("plan").knows("spi", "ltx", "store");

    @ArchTest
    static final ArchRule GENERATIONS_KNOW_LOGS_AND_LZ4 =
            packageOf("generations").withLibraries("net.jpountz..").knows("spi", "wal");

    @ArchTest
    static final ArchRule CATALOG_KNOWS_THE_SPI_LTX_AND_DISK = packageOf("catalog")
            .withLibraries("org.sqlite..", "io.agroal.api..", "com.dynatrace.hash4j..")
            .knows("spi", "ltx", "disk");

    @ArchTest
    static final ArchRule LEDGER_KNOWS_THE_SPI_AND_DISK = packageOf("ledger").knows("spi", "disk");

    @ArchTest
    static final ArchRule CREATION_KNOWS_THE_JDK = packageOf("creation").knows();

    @ArchTest
    static final ArchRule DISCOVERY_KNOWS_NO_OTHER_STEP = packageOf("discovery").knows(CORE);

    @ArchTest
    static final ArchRule DETECTION_KNOWS_NO_OTHER_STEP = packageOf("detection").knows(CORE);

    @ArchTest
    static final ArchRule TIERING_KNOWS_NO_OTHER_STEP = packageOf("tiering").knows(CORE);

    @ArchTest
    static final ArchRule CAPTURE_KNOWS_NO_OTHER_STEP =
            packageOf("capture").withLibraries("com.dynatrace.hash4j..").knows(CORE);

    @ArchTest
    static final ArchRule UPLOAD_KNOWS_NO_OTHER_STEP = packageOf("upload").knows(CORE);

    @ArchTest
    static final ArchRule COMPACTION_KNOWS_THE_TARGET_ALONE =
            packageOf("compaction").knows("spi", "ltx", "store", "plan");

    @ArchTest
    static final ArchRule RESTORE_KNOWS_THE_TARGET_ALONE = packageOf("restore").knows("spi", "ltx", "store", "plan");

    @ArchTest
    static final ArchRule PROBE_KNOWS_THE_TARGET_ALONE = packageOf("probe").knows("spi", "ltx", "store");

    @ArchTest
    static final ArchRule FLEET_KNOWS_THE_STEPS = packageOf("fleet")
            .withLibraries("org.jboss.logging..")
            .knows(Stream.of(CORE, STEPS, new String[] {"ledger"})
                    .flatMap(Stream::of)
                    .toArray(String[]::new));

    @ArchTest
    static final ArchRule SIGNAL_KNOWS_THE_FLEET = packageOf("signal").knows("fleet", "catalog");

    @ArchTest
    static final ArchRule NOBODY_BELOW_KNOWS_THE_SERVICE = noClasses()
            .that()
            .resideOutsideOfPackage("io.flotilla.service..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.flotilla.service..");

    @ArchTest
    static final ArchRule QUARKUS_IS_KNOWN_TO_WIRING_AND_SERVICE_ALONE = noClasses()
            .that()
            .resideOutsideOfPackages("io.flotilla.wiring..", "io.flotilla.service..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "io.smallrye..", "jakarta..", "org.eclipse.microprofile..");

    @ArchTest
    static final ArchRule OPENTELEMETRY_IS_KNOWN_TO_TRACES_ALONE = noClasses()
            .that()
            .resideOutsideOfPackage("io.flotilla.service.trace..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.opentelemetry..");

    @ArchTest
    static final ArchRule PLUG_INS_KNOW_THE_SPI_ALONE = noClasses()
            .that()
            .resideInAPackage("io.flotilla.plugins..")
            .should()
            .dependOnClassesThat(DescribedPredicate.and(
                    resideInAnyPackage("io.flotilla.."),
                    DescribedPredicate.not(resideInAnyPackage("io.flotilla.spi", "io.flotilla.plugins.."))));

    @ArchTest
    static final ArchRule PLUG_INS_DO_NOT_KNOW_EACH_OTHER =
            slices().matching("io.flotilla.plugins.(*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("io.flotilla.(**)").should().beFreeOfCycles();

    /// The contract's tests let callers race.
    @ArchTest
    static final ArchRule THREADS_ARE_IN_THE_FLEET_ALONE = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.flotilla.fleet..",
                    "io.flotilla.service.demo..",
                    "io.flotilla.service.bench..",
                    "io.flotilla.plugins.contract..")
            .should()
            .accessTargetWhere(target("starts threads or lets them sleep", ArchitectureTest::isAboutThreads));

    @ArchTest
    static final ArchRule CLOCKS_COME_FROM_OUTSIDE = noClasses()
            .that()
            .resideOutsideOfPackages("io.flotilla.fleet..", "io.flotilla.wiring..", "io.flotilla.service..")
            .should()
            .accessTargetWhere(target("asks the system's clock", ArchitectureTest::isAboutTime));

    @ArchTest
    static final ArchRule SQL_IS_IN_THE_CATALOG_ALONE = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.flotilla.catalog..",
                    "io.flotilla.service.demo..",
                    "io.flotilla.service.bench..",
                    "io.flotilla.service.proof..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..");

    @ArchTest
    static final ArchRule STEPS_DO_NOT_LOG = noClasses()
            .that()
            .resideOutsideOfPackages("io.flotilla.fleet..", "io.flotilla.wiring..", "io.flotilla.service..")
            .and(DescribedPredicate.not(JavaClass.Predicates.belongToAnyOf(LogLines.class))
                    .as("do not listen to the log for a test"))
            .should()
            .dependOnClassesThat(DescribedPredicate.or(
                    resideInAnyPackage("java.util.logging..", "org.jboss.logging..", "org.slf4j.."),
                    JavaClass.Predicates.equivalentTo(System.Logger.class)));

    @ArchTest
    static final ArchRule NAMES_SAY_WHAT_A_CLASS_IS =
            noClasses().should().haveNameMatching(".*(Impl|Utils?|Helper)(\\$.*)?");

    @ArchTest
    static final ArchRule EVERY_PACKAGE_IS_NULL_MARKED = classes().should(resideInANullMarkedPackage());

    private static Knowledge packageOf(String name) {
        return new Knowledge(name);
    }

    /// What the classes of one package of the engine may depend on.
    private record Knowledge(String name, String... libraries) {

        private Knowledge withLibraries(String... packages) {
            return new Knowledge(name, packages);
        }

        private ArchRule knows(String... others) {
            Stream<String> ours =
                    Stream.concat(Stream.of(name), Stream.of(others)).map(own -> "io.flotilla." + own);
            Stream<String> always = Stream.of("java..", "org.jspecify.annotations..");
            String[] allowed = Stream.of(ours, always, Stream.of(libraries))
                    .flatMap(packages -> packages)
                    .toArray(String[]::new);
            return classes()
                    .that()
                    .resideInAPackage("io.flotilla." + name + "..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(allowed);
        }
    }

    private interface TargetTest {
        boolean test(JavaClass owner, String name);
    }

    private static DescribedPredicate<JavaAccess<?>> target(String description, TargetTest test) {
        return DescribedPredicate.describe(description, access -> {
            AccessTarget target = access.getTarget();
            return test.test(target.getOwner(), target.getName());
        });
    }

    private static boolean isAboutThreads(JavaClass owner, String name) {
        boolean made = name.equals("<init>");
        boolean thread = owner.isAssignableTo(Thread.class)
                && Set.of("<init>", "start", "startVirtualThread", "ofVirtual", "ofPlatform", "sleep")
                        .contains(name);
        boolean pool = owner.isEquivalentTo(Executors.class)
                || (made && (owner.isAssignableTo(ExecutorService.class) || owner.isAssignableTo(Timer.class)))
                || name.equals("commonPool");
        boolean hidden = (owner.isAssignableTo(CompletableFuture.class) && name.endsWith("Async"))
                || name.equals("parallelStream")
                || (owner.isAssignableTo(BaseStream.class) && name.equals("parallel"));
        boolean sleep = (owner.isAssignableTo(TimeUnit.class) && name.equals("sleep"))
                || owner.isEquivalentTo(LockSupport.class);
        return thread || pool || hidden || sleep;
    }

    private static boolean isAboutTime(JavaClass owner, String name) {
        boolean now = owner.isAssignableTo(Temporal.class) && name.equals("now");
        boolean system = owner.isEquivalentTo(System.class)
                && Set.of("currentTimeMillis", "nanoTime").contains(name);
        boolean clock = owner.isAssignableTo(InstantSource.class) && name.startsWith("system");
        return now || system || clock;
    }

    private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
        return new ArchCondition<>("reside in a package that is @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                events.add(new SimpleConditionEvent(type, marked, type.getName() + " is in no @NullMarked package"));
            }
        };
    }
}
