package io.flotilla.wiring;

import io.quarkus.runtime.annotations.ConfigPhase;
import io.quarkus.runtime.annotations.ConfigRoot;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How an application that embeds Flotilla says what is replicated, and where to. The command line takes that from its
/// arguments or from a file, and reads the settings that say so.
@ConfigMapping(prefix = "flotilla")
@ConfigRoot(phase = ConfigPhase.RUN_TIME)
public interface FlotillaConfig {

    /// The directories whose databases are replicated, or single databases. Without any, nothing is replicated.
    Optional<List<Path>> roots();

    /// Which files below the directories are databases, as globs relative to a directory, for example
    /// `**/*.db`. Without any, every file that begins like a SQLite database is one. A name in braces, as in
    /// `{customer}/*.db`, stands for a part of one name, which the key may use.
    Optional<List<String>> patterns();

    /// Which files are left alone, as globs relative to a directory.
    Optional<List<String>> excludes();

    /// How the key of a replica below the target is made: text, and names in braces that stand for parts of the
    /// path, for example `{project}/{database}/{branch}/{tenant}`. Every file has `path` (below the directory),
    /// `root` (name of the directory), `filename`, `name` (without its extension), `project`, `database`, `branch`
    /// and `tenant`; patterns may capture more. A database keeps the replica that it was first given.
    @WithDefault("{path}")
    String key();

    /// The URL of the target, or the path of a directory. It is needed where there are roots. Settings of the target
    /// are parameters of the URL: `file:///mnt/backup?sync=false`.
    Optional<String> target();

    /// The directory of the catalog and of scratch files. It belongs to one process at a time, and never lies
    /// beside a database. It is needed where there are roots.
    Optional<Path> state();

    /// How often a database that is written is captured, at the most.
    @WithDefault("1s")
    Duration interval();

    /// Whether pages are encoded in the older way, which Litestream before 0.5.16 can read as well.
    @WithDefault("false")
    boolean legacyFrames();

    /// How databases are read.
    CaptureConfig capture();

    /// How databases are read.
    interface CaptureConfig {

        /// How long a database in rollback mode that never holds still may be read under a shared lock, during which
        /// its writers wait as they do for any reader; zero where no lock is ever to be taken. An application
        /// without a busy timeout sees `SQLITE_BUSY` in that time.
        @WithDefault("250ms")
        Duration lock();
    }

    /// How databases share what there is.
    Turns turns();

    /// How databases share what there is. A project is what comes first in the names of its replicas.
    interface Turns {

        /// How many databases are read and uploaded at a time.
        @WithDefault("256")
        int places();

        /// How many of them may belong to one project.
        @WithDefault("128")
        int placesOfProject();

        /// How many databases that are not on the target yet may begin their first copy in a second; 0 for as many as
        /// there is room for. First copies wait behind everything that is written.
        @WithDefault("0")
        int firstCopiesPerSecond();

        /// How much of the time a project has beside others that have something to do, by its name: one of weight 2
        /// has twice as much as one of weight 1, which is the weight where nothing is said.
        Map<String, Integer> weights();
    }

    /// How files on the target are merged.
    LevelsConfig levels();

    /// How files on the target are merged.
    interface LevelsConfig {

        /// Whether they are, and snapshots taken and old files removed. Otherwise files stay as they were uploaded.
        @WithDefault("true")
        boolean enabled();

        /// How long the oldest file waits at most until it is merged into level 1, 2 and so on.
        @WithDefault("30s,5m,1h")
        List<Duration> intervals();

        /// How many databases at a time.
        @WithDefault("4")
        int places();
    }

    /// When snapshots are taken.
    SnapshotsConfig snapshots();

    /// When snapshots are taken.
    interface SnapshotsConfig {

        /// How long the oldest change waits at most until a snapshot has it; zero where none are to be taken.
        @WithDefault("24h")
        Duration interval();
    }

    /// What stays on the target.
    RetentionConfig retention();

    /// What stays on the target.
    interface RetentionConfig {

        /// How long a file stays at least as it was uploaded, after a merged one holds it; 5 minutes or more.
        @WithDefault("5m")
        Duration level0();

        /// How far back a database can be restored as of any moment that a merged file ends at.
        @WithDefault("24h")
        Duration moments();

        /// Of how many days the last snapshot stays, today counted, by UTC.
        @WithDefault("0")
        int dailies();

        /// Of how many weeks the last snapshot stays, this one counted.
        @WithDefault("0")
        int weeklies();

        /// Whether nothing is removed, whatever the rules say.
        @WithDefault("false")
        boolean hold();

        /// Whether it is only said in the log what would be removed.
        @WithDefault("false")
        boolean dryRun();

        /// Which databases have other rules, in this order: the first one whose pattern matches counts.
        List<RetentionRuleConfig> rules();
    }

    /// Which databases have other rules for what stays. What is not said is as for all.
    interface RetentionRuleConfig {

        /// A glob on the absolute path of a database, for example `/srv/customers/**`.
        String pattern();

        /// How far back any moment stays.
        Optional<Duration> moments();

        /// Of how many days the last snapshot stays.
        Optional<Integer> dailies();

        /// Of how many weeks the last snapshot stays.
        Optional<Integer> weeklies();

        /// Whether nothing is removed.
        Optional<Boolean> hold();
    }

    /// Which databases are hot.
    Tiers tiers();

    /// Which databases are hot.
    interface Tiers {

        /// The name of the tier policy.
        @WithDefault("recency")
        String policy();

        /// How many databases may be hot at a time.
        @WithDefault("1000")
        int budget();

        /// The settings of the policy, which names those that it knows when it meets another one.
        Map<String, String> settings();

        /// Which databases have another policy, in this order: the first rule whose pattern matches counts.
        List<Rule> rules();
    }

    /// Which databases have another policy.
    interface Rule {

        /// A glob on the absolute path of a database, for example `/srv/customers/**` or `**/archive/*.db`.
        String pattern();

        /// The name of the tier policy for the databases that match.
        String policy();

        /// The settings of that policy.
        Map<String, String> settings();
    }

    /// What the target's store asks for, from which bills are estimated. Deletes cost nothing. The command line reads
    /// these too.
    PricesConfig prices();

    /// What the target's store asks for.
    interface PricesConfig {

        /// Whose prices these are, and of when, for people.
        @WithDefault("AWS S3 Standard, us-east-1, 2025")
        String asOf();

        /// The currency of all of them.
        @WithDefault("USD")
        String currency();

        /// The price of a thousand puts or listings.
        @WithDefault("0.005")
        double putsPerThousand();

        /// The price of a thousand reads.
        @WithDefault("0.0004")
        double readsPerThousand();

        /// The price of a gigabyte that lies there for a month.
        @WithDefault("0.023")
        double gigabyteMonth();
    }

    /// When the fleet counts as protected: to `/health`, to the heartbeat and to the webhook. The command
    /// line reads these too.
    HealthConfig health();

    /// When the fleet counts as protected.
    interface HealthConfig {

        /// A database is late where its oldest write waits for the target's confirmation for longer than this.
        @WithDefault("5m")
        Duration lag();

        /// How many databases may be late.
        @WithDefault("10")
        int lateDatabases();

        /// A loop stands where it has not moved for longer than this.
        @WithDefault("5m")
        Duration loopAge();
    }

    /// A GET at each interval, for as long as the fleet is protected. The command line reads these too.
    HeartbeatConfig heartbeat();

    /// A GET at each interval, for as long as the fleet is protected.
    interface HeartbeatConfig {

        /// The URL that is asked for. Without one there is no heartbeat.
        Optional<String> url();

        /// How long there is between two; a second or more.
        @WithDefault("5m")
        Duration interval();

        /// Whether the URL may be one of http on another machine, so that others on the way can read it.
        @WithDefault("false")
        boolean insecure();
    }

    /// A POST with JSON when the fleet comes to be unprotected or protected, or when other databases than before need
    /// somebody. The command line reads these too.
    WebhookConfig webhook();

    /// A POST with JSON when something changes.
    interface WebhookConfig {

        /// The URL that is sent to. Without one nothing is sent.
        Optional<String> url();

        /// The name of a header with a secret.
        @WithDefault("Authorization")
        String header();

        /// The value of that header, for example `Bearer` and a token. Without one the header is not sent. Give it as
        /// an environment variable.
        Optional<String> secret();

        /// How long there is at least between two messages.
        @WithDefault("1m")
        Duration pause();

        /// How many databases a message names at most.
        @WithDefault("10")
        int names();

        /// Whether the URL may be one of http on another machine, so that others on the way can read the message and
        /// the secret.
        @WithDefault("false")
        boolean insecure();
    }

    /// What `/metrics` of the command line tells. Only that one reads these.
    MetricsConfig metrics();

    /// What `/metrics` tells.
    interface MetricsConfig {

        /// How many projects have figures of their own.
        @WithDefault("20")
        int projects();

        /// Which databases have series of their own, by Litestream's names: globs on absolute paths, for example
        /// `/srv/customers/acme/**`. The first 20 that match are shown.
        Optional<List<String>> databases();
    }

    /// When the command line's `replicate` proves by itself that replicas can be restored. Only that one reads these,
    /// as environment variables.
    VerificationConfig verification();

    /// When replicas are proved.
    interface VerificationConfig {

        /// When a window begins: a time of day such as `03:30`, by the clock of this machine, or a cron expression
        /// as Quartz has them, with seconds first: `0 30 3 ? * SAT,SUN`. Without one there are no windows.
        Optional<String> at();

        /// How many databases of each fleet a window takes, those first whose last proof is the oldest: a number, or
        /// a share such as `1%`.
        @WithDefault("5%")
        String sample();

        /// How many databases a second at the most; it may be a part of one, such as `0.1`.
        @WithDefault("5")
        double rate();
    }

    /// Traces of the command line (docs/monitoring.md). Only that one reads these; where they go is said by
    /// OpenTelemetry's own variables.
    TracesConfig traces();

    /// Traces.
    interface TracesConfig {

        /// Which databases are traced, as globs on their absolute paths, for example `/srv/customers/**` or
        /// `**/billing.db`. Without any, none is, and no collector is needed.
        Optional<List<String>> databases();
    }

    /// The REST API of the command line. Only that one reads these.
    ApiConfig api();

    /// The REST API.
    interface ApiConfig {

        /// By which names it may be asked, beside `localhost`, `127.0.0.1` and `[::1]`.
        Optional<List<String>> hosts();

        /// The directories below which restores of the API write. Without any it restores nothing.
        Optional<List<Path>> restoreRoots();
    }
}
