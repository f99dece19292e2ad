package io.flotilla.service.verification;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How many of a fleet's databases are taken.
///
/// @param most how many, or so many of a hundred
/// @param isShare whether it is that
record Sample(double most, boolean isShare) {

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,9})|([0-9]{1,3}(?:\\.[0-9]{1,6})?) ?%");

    /// As a setting has it: `100`, or `1%`, or `0.5%`.
    ///
    /// @throws IllegalArgumentException where it is neither, or none
    static Sample parse(String text) {
        Matcher match = TEXT.matcher(text.strip());
        if (match.matches()) {
            boolean isShare = match.group(1) == null;
            double most = Double.parseDouble(isShare ? match.group(2) : match.group(1));
            if (most > 0 && (!isShare || most <= 100)) {
                return new Sample(most, isShare);
            }
        }
        throw new IllegalArgumentException(
                "'" + text + "' is neither a number such as 100, from 1 on, nor a share" + " such as 1%, up to 100%");
    }

    /// Of so many; one at least where there is one, so that each has its turn.
    int of(int databases) {
        double wanted = isShare ? Math.ceil(databases * most / 100) : most;
        return (int) Math.min(databases, wanted);
    }
}
