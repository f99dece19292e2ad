package io.flotilla.capture;

import io.flotilla.catalog.LogPosition;
import io.flotilla.wal.Salts;
import io.flotilla.wal.WalChecksum;
import io.flotilla.wal.WalHeader;
import io.flotilla.wal.WalPoint;

/// Translates between a place in a log and what the catalog keeps of it, which knows nothing of logs.
final class LogPositions {

    private LogPositions() {}

    static LogPosition at(WalHeader log, WalPoint point) {
        return new LogPosition.At(
                log.salts().first(),
                log.salts().second(),
                point.offset(),
                point.checksum().first(),
                point.checksum().second());
    }

    static WalPoint point(LogPosition.At at) {
        return new WalPoint(at.offset(), new WalChecksum(at.checksum1(), at.checksum2()));
    }

    static Salts salts(LogPosition.At at) {
        return new Salts(at.salt1(), at.salt2());
    }
}
