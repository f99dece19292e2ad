package io.flotilla.service.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jdi.AbsentInformationException;
import com.sun.jdi.Bootstrap;
import com.sun.jdi.ClassType;
import com.sun.jdi.Location;
import com.sun.jdi.Method;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.request.EventRequest;
import io.flotilla.service.packaged.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a program says of itself when one of its threads is dead: a debugger throws an error into it. Figures
/// go to standard output, a line each.
///
/// `-Dflotilla.killed.seconds` says for how long it is watched.
class KilledLoopIT {

    private static final int DATABASES = 50;
    private static final int SECONDS = Integer.getInteger("flotilla.killed.seconds", 8);
    private static final int PATIENCE_MINUTES = 2;
    private static final Pattern LISTENING = Pattern.compile("Listening for transport dt_socket at address: (\\d+)");

    @TempDir
    private Path directory;

    private OpenDatabases databases;

    @BeforeEach
    void begin() throws Exception {
        databases = new OpenDatabases(directory, DATABASES);
    }

    @AfterEach
    void end() throws Exception {
        databases.close();
    }

    @ParameterizedTest
    @CsvSource({"turns, io.flotilla.fleet.Workers, giveTurns", "uploads, io.flotilla.fleet.UploadQueue, run"})
    void isNotAliveWhereALoopIsDead(String loop, String type, String method) throws Exception {
        try (ServiceClient service = start()) {
            say(loop + ", before: " + Seen.await(service, Seen::isWell));

            kill(type, method);
            databases.write();
            Seen last = Seen.watch(service, SECONDS, line -> say(loop + " dead for " + line));

            assertThat(service.ask("GET", "/health/live", "", "").body())
                    .contains("\"" + loop + "\": \"2147483647 s\"");
            assertThat(last.isAlive()).as(last.toString()).isFalse();
            assertThat(last.isProtected()).as(last.toString()).isFalse();
            assertThat(last.unprotected()).isEqualTo(DATABASES);
            assertThat(last.oldestSeconds()).isGreaterThan(SECONDS - OpenDatabases.LAG_SECONDS);
        }
    }

    /// Nobody looks any more.
    @Test
    void endsWhereTheLoopThatLooksIsDead() throws Exception {
        try (ServiceClient service = start()) {
            Seen.await(service, Seen::isWell);

            kill("io.flotilla.fleet.Fleet", "replicateUntilStopped");

            assertThat(service.awaitEnd()).isEqualTo(1);
            assertThat(Files.readString(log())).contains("Error: The replication failed: ");
        }
    }

    private ServiceClient start() throws Exception {
        Path state = directory.resolve("state");
        Program program = OpenDatabases.program(
                log(), "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0");
        return ServiceClient.start(
                program,
                state,
                databases.directory(),
                directory.resolve("target").toString(),
                "--state",
                state.toString());
    }

    private Path log() {
        return directory.resolve("log");
    }

    /// The next thread that comes by in this method gets an error, wherever in it that is.
    private void kill(String type, String method) throws Exception {
        VirtualMachine machine = attach();
        try {
            for (ReferenceType found : machine.classesByName(type)) {
                for (Method each : found.methodsByName(method)) {
                    stopAtEachLine(machine, each);
                }
            }
            if (type.endsWith(".UploadQueue")) {
                databases.write(); // it waits for a file; the other loops come round by themselves
            }
            ThreadReference thread = awaitStop(machine);
            thread.stop(error(machine, thread));
        } finally {
            machine.dispose();
        }
    }

    private VirtualMachine attach() throws Exception {
        Matcher listening = LISTENING.matcher(Files.readString(log()));
        assertThat(listening.find()).isTrue();
        AttachingConnector sockets = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(each -> each.transport().name().equals("dt_socket"))
                .findFirst()
                .orElseThrow();
        Map<String, Connector.Argument> arguments = sockets.defaultArguments();
        arguments.get("hostname").setValue("127.0.0.1");
        arguments.get("port").setValue(listening.group(1));
        return sockets.attach(arguments);
    }

    private static void stopAtEachLine(VirtualMachine machine, Method method) throws AbsentInformationException {
        for (Location line : method.allLineLocations()) {
            EventRequest stop = machine.eventRequestManager().createBreakpointRequest(line);
            stop.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
            stop.enable();
        }
    }

    private static ThreadReference awaitStop(VirtualMachine machine) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(PATIENCE_MINUTES);
        while (true) {
            assertThat(System.nanoTime()).isLessThan(end);
            EventSet events = machine.eventQueue().remove(1000);
            if (events == null) {
                continue;
            }
            for (Event event : events) {
                if (event instanceof BreakpointEvent stopped) {
                    machine.eventRequestManager().deleteAllBreakpoints();
                    return stopped.thread();
                }
            }
            events.resume();
        }
    }

    private static ObjectReference error(VirtualMachine machine, ThreadReference thread) throws Exception {
        ClassType error = (ClassType) machine.classesByName("java.lang.Error").getFirst();
        Method constructor = error.concreteMethodByName("<init>", "()V");
        return error.newInstance(thread, constructor, List.of(), ObjectReference.INVOKE_SINGLE_THREADED);
    }

    @SuppressWarnings("SystemOut") // the figures are for whoever started it
    private static void say(String figure) {
        System.out.println("killed: " + figure);
    }
}
