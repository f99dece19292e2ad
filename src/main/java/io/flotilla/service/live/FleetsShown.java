package io.flotilla.service.live;

/// The fleets are shown, and the process is ready: what may begin a moment later begins now.
public record FleetsShown() {}
