package io.flotilla.service.cli;

import io.flotilla.fleet.Attempts;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.ltx.LtxHeader;
import io.flotilla.ltx.LtxMerge;
import io.flotilla.ltx.LtxReader;
import io.flotilla.ltx.LtxStream;
import io.flotilla.ltx.PageStream;
import io.flotilla.plan.RestorePlan;
import io.flotilla.restore.Restore;
import io.flotilla.restore.RestoreRequest;
import io.flotilla.spi.ObjectKey;
import io.flotilla.store.LtxStore;
import io.flotilla.store.OpenTarget;
import io.flotilla.store.ReplicaFile;
import io.flotilla.store.TargetUrl;
import io.flotilla.store.Targets;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `flotilla export`: a replica as one file.
@Command(
        name = "export",
        description = {
            "Writes a database of a replica into one LTX file, with all its pages as of a moment: to hand it over, or to "
                    + "put it away. Put below REPLICA/ltx/9/ (or REPLICA/0009/ in a bucket) under the name that is printed, "
                    + "it is a replica, for Flotilla and for Litestream.",
            ""
        },
        footer = {"", "Example:", "  flotilla export /mnt/backup/a/b.db -o b.ltx --timestamp '1 day ago'"})
final class ExportCommand implements Callable<Integer> {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final InstantSource clock;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "REPLICA-URL", converter = Converters.Target.class, description = "The replica.")
    private TargetUrl source;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "The new file.")
    private Path output;

    @Mixin
    private PointOptions point = new PointOptions();

    ExportCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        if (Files.exists(output, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(output.toString());
        }
        try (OpenTarget opened =
                Targets.installed(Warnings.to(spec.commandLine().getErr())).open(source)) {
            var store = new LtxStore(opened.target(), opened.layout());
            var request = new RestoreRequest(ObjectKey.ROOT, point.point(clock.instant()), output.toAbsolutePath());
            Attempts attempts = Attempts.some(new SplittableRandom());
            switch (attempts.run(() -> new Restore(store).plan(request))) {
                case RestorePlan.Ready(var files) -> attempts.run(() -> write(store, files));
                case RestorePlan.Impossible why -> throw new CommandFailure(source + ": " + why.explanation(), "");
            }
        }
        return ExitCode.OK;
    }

    private LtxHeader write(LtxStore store, List<ReplicaFile> files) throws IOException {
        Path unfinished = Path.of(output.toAbsolutePath() + ".unfinished");
        try {
            write(store, files, unfinished);
            LtxHeader header = verified(unfinished);
            Files.createLink(output, unfinished);
            force(Objects.requireNonNull(unfinished.getParent(), "a file lies in a directory"));
            spec.commandLine()
                    .getOut()
                    .println("Exported " + output + ": " + header.range() + ".ltx of " + header.timestamp() + ", "
                            + Sizes.count(header.commit(), "page") + ", " + Sizes.bytes(Files.size(output)));
            return header;
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static void write(LtxStore store, List<ReplicaFile> files, Path file) throws IOException {
        LtxMerge merge = LtxMerge.of(opened(store, files));
        try (InputStream in = LtxStream.of(merge, merge.header(), FrameEncoding.BLOCK);
                FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            copy(in, Channels.newOutputStream(channel));
            channel.force(true);
        }
    }

    private static void copy(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int read = in.read(buffer, 0, buffer.length); read >= 0; read = in.read(buffer, 0, buffer.length)) {
            out.write(buffer, 0, read);
        }
        out.flush();
    }

    private static List<PageStream> opened(LtxStore store, List<ReplicaFile> files) throws IOException {
        var readers = new ArrayList<PageStream>();
        try {
            for (ReplicaFile file : files) {
                readers.add(LtxReader.open(store.open(file)));
            }
            return readers;
        } catch (IOException failure) {
            for (PageStream reader : readers) {
                reader.close();
            }
            throw failure;
        }
    }

    /// Read once more from the disk, as whoever gets it would.
    private static LtxHeader verified(Path file) throws IOException {
        try (LtxReader reader = LtxReader.open(Files.newInputStream(file))) {
            ByteBuffer last = ByteBuffer.allocate(0);
            while (reader.next()) {
                last = reader.page();
            }
            if (!last.hasRemaining()) {
                throw new IOException("'" + file + "' has no pages");
            }
            return reader.header();
        }
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory)) {
            channel.force(true);
        }
    }
}
