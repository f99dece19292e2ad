package io.flotilla.service.cli;

import io.flotilla.store.Level;
import io.flotilla.store.ReplicaFile;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Of which levels files are shown.
///
/// @param only absent where all are
record WantedLevels(Optional<Level> only) {

    static final String ALL = "all";

    /// Those of these files.
    List<ReplicaFile> of(List<ReplicaFile> files) {
        return files.stream()
                .filter(file -> only.isEmpty() || only.get().equals(file.level()))
                .toList();
    }

    /// `all`, or `0` to `9`.
    static final class Converter implements ITypeConverter<WantedLevels> {

        @Override
        public WantedLevels convert(String text) {
            if (text.equals(ALL)) {
                return new WantedLevels(Optional.empty());
            }
            if (!text.matches("\\d")) {
                throw new TypeConversionException("'" + text + "' is no level: 0 to 9, or all");
            }
            return new WantedLevels(Optional.of(new Level(Integer.parseInt(text))));
        }
    }
}
