package io.flotilla.service.api;

import io.flotilla.service.live.Running;
import io.flotilla.store.RequestCounts;
import io.flotilla.store.RequestKind;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// The target of a fleet, and what it was asked since that began.
///
/// @param fleet its name
/// @param url without what is secret
/// @param answers whether it answered what it was asked last
/// @param requests how many, by kind and result
/// @param bytesStored what it confirmed
/// @param bytesRead what came from it
@Schema(name = "Target")
public record TargetView(
        @Schema(examples = "flotilla") String fleet,
        @Schema(examples = "s3://backups/fleet") String url,
        boolean answers,
        Map<String, Map<String, Long>> requests,
        long bytesStored,
        long bytesRead) {

    static TargetView of(Running running) {
        RequestCounts counts = running.target().requests().counts();
        var requests = new TreeMap<String, Map<String, Long>>();
        for (RequestKind kind : RequestKind.values()) {
            var results = new TreeMap<String, Long>();
            counts.requests()
                    .getOrDefault(kind, Map.of())
                    .forEach((outcome, count) -> results.put(FleetView.lower(outcome), count));
            requests.put(FleetView.lower(kind), results);
        }
        return new TargetView(
                running.name(),
                running.settings().target().toString(),
                running.fleet().isTargetThere(),
                requests,
                counts.bytesStored(),
                counts.bytesRead());
    }
}
