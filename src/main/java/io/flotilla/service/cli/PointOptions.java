package io.flotilla.service.cli;

import io.flotilla.ltx.TxId;
import io.flotilla.plan.RestorePoint;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/// As of when something is done with one replica.
final class PointOptions {

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--txid",
            paramLabel = "HEX16",
            converter = Converters.Transaction.class,
            description = "As of this transaction. Default: the latest state.")
    private @Nullable TxId txId;

    @Option(
            names = "--timestamp",
            paramLabel = "TIME",
            description = "As of this moment: RFC 3339, or a time such as '2 hours ago'.")
    private @Nullable String timestamp;

    RestorePoint point(Instant now) {
        TxId wanted = txId;
        String when = timestamp;
        if (wanted != null && when != null) {
            throw new ParameterException(
                    spec.commandLine(), "--txid and --timestamp both say as of when: leave one of them out");
        }
        try {
            if (when != null) {
                return new RestorePoint.Until(new Moments(now).parse(when));
            }
        } catch (IllegalArgumentException malformed) {
            throw new ParameterException(spec.commandLine(), FailureText.message(malformed), malformed);
        }
        return wanted == null ? new RestorePoint.Latest() : new RestorePoint.AsOf(wanted);
    }
}
