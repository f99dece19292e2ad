package io.flotilla.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// How an engine and its driver talk: a file that both processes have mapped.
///
/// Nothing here is a system call on a file, so it neither counts among the calls of the engine nor fails with
/// them; and what was written outlives the writer, however that ended. The driver asks for one run after another, each
/// on a directory of its own, and the engine says how each ended. Within a run the engine takes turns: it announces the
/// next one and waits until that is allowed.
final class Mailbox {

    private static final int BYTES = 1 << 20;
    private static final long ANNOUNCED = 0;
    private static final long ALLOWED = 4;
    private static final long STOP = 8;
    private static final long LENGTH = 12;
    private static final long WRITTEN = 16;
    private static final long BEGUN = 20;
    private static final long RUN = 24;
    private static final long ENDED = 28;
    private static final long RESULT = 32;
    private static final long CLOCK = 36;
    private static final long DIRECTORY_LENGTH = 40;
    private static final long COLLECT = 44;
    private static final long DIRECTORY = 64;
    private static final long TEXT = 4096;
    private static final long PAUSE_NANOS = 2_000_000;
    private static final int NO_MORE = -1;
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

    private final MemorySegment memory;

    private Mailbox(MemorySegment memory) {
        this.memory = memory;
    }

    static Mailbox map(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, CREATE, READ, WRITE)) {
            return new Mailbox(channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES, Arena.ofAuto()));
        }
    }

    /// The driver's side: asks for the next run.
    ///
    /// @param clock how many times as fast as the world's its clock runs
    void begin(Path directory, int clock) {
        for (long offset : List.of(ANNOUNCED, ALLOWED, STOP, LENGTH, WRITTEN, BEGUN, RESULT)) {
            set(offset, 0);
        }
        byte[] name = directory.toString().getBytes(UTF_8);
        MemorySegment.copy(name, 0, memory, ValueLayout.JAVA_BYTE, DIRECTORY, name.length);
        set(DIRECTORY_LENGTH, name.length);
        set(CLOCK, clock);
        set(RUN, value(RUN) + 1);
    }

    /// The driver's side: asks for no more runs.
    void finish() {
        set(RUN, NO_MORE);
    }

    /// The driver's side: asks an engine between two runs to collect its garbage, and what that keeps open.
    void collect() {
        set(COLLECT, 1);
    }

    /// The engine's side: waits until another run is asked for, and collects garbage meanwhile, where that is.
    ///
    /// @return whether one is; otherwise none will be
    boolean awaitRun() {
        while (value(RUN) == value(ENDED)) {
            await(() -> value(RUN) != value(ENDED) || value(COLLECT) != 0);
            if (value(COLLECT) != 0) {
                System.gc();
                set(COLLECT, 0);
            }
        }
        return value(RUN) != NO_MORE;
    }

    /// The engine's side: says how the run ended.
    void end(int result) {
        set(RESULT, result);
        set(ENDED, value(RUN));
    }

    /// Whether the run that was asked for has ended.
    boolean isEnded() {
        return value(ENDED) == value(RUN);
    }

    /// How it did.
    int result() {
        return value(RESULT);
    }

    /// The directory of the run.
    Path directory() {
        byte[] name = memory.asSlice(DIRECTORY, value(DIRECTORY_LENGTH)).toArray(ValueLayout.JAVA_BYTE);
        return Path.of(new String(name, UTF_8));
    }

    int clock() {
        return value(CLOCK);
    }

    /// The engine's side: announces its next turn, and waits until that is allowed.
    void takeTurn() {
        int turn = announced() + 1;
        set(ANNOUNCED, turn);
        await(() -> allowed() >= turn);
    }

    /// The driver's side: waits until a turn is announced, or `over`.
    ///
    /// @return whether it is
    boolean awaitTurn(int turn, BooleanSupplier over) {
        await(() -> announced() >= turn || over.getAsBoolean());
        return announced() >= turn;
    }

    /// The driver's side: allows all turns up to this one.
    void allow(int turn) {
        set(ALLOWED, turn);
    }

    /// The driver's side: says how many times the application has written.
    void setWritten(int written) {
        set(WRITTEN, written);
    }

    /// The driver's side: says how many times the application has begun to write.
    void setBegun(int begun) {
        set(BEGUN, begun);
    }

    int begun() {
        return value(BEGUN);
    }

    int written() {
        return value(WRITTEN);
    }

    private int announced() {
        return value(ANNOUNCED);
    }

    private int allowed() {
        return value(ALLOWED);
    }

    /// Asks the engine to end in order.
    void stop() {
        set(STOP, 1);
    }

    boolean isStopped() {
        return value(STOP) != 0;
    }

    /// Adds a line, whole or not at all.
    synchronized void write(String line) {
        byte[] bytes = (line.replace('\n', ' ') + "\n").getBytes(UTF_8);
        int length = value(LENGTH);
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, TEXT + length, bytes.length);
        set(LENGTH, length + bytes.length);
    }

    List<String> lines() {
        byte[] bytes = memory.asSlice(TEXT, value(LENGTH)).toArray(ValueLayout.JAVA_BYTE);
        return new String(bytes, UTF_8).lines().toList();
    }

    static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private int value(long offset) {
        return (int) INT.getAcquire(memory, offset);
    }

    private void set(long offset, int value) {
        INT.setRelease(memory, offset, value);
    }
}
