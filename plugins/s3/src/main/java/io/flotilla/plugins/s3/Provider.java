package io.flotilla.plugins.s3;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A store that speaks S3's protocol, known by the host of its endpoint, and what is to be set for it where the user
/// says nothing else.
///
/// The regions, and how much at a time Tigris and R2 take, are those of Litestream's profiles.
///
/// @param host a pattern of the whole host; its first group, where it has one, is the region
/// @param region where the host does not say it
record Provider(String name, Pattern host, String region, Kind kind) {

    /// What stores differ in.
    ///
    /// @param pathStyle the bucket in the path
    /// @param concurrency parts of one object at a time
    /// @param partMebibytes the size of a part
    /// @param digest what they verify
    record Kind(boolean pathStyle, int concurrency, int partMebibytes, Digest.Kind digest) {}

    private static final Kind USUAL = new Kind(true, 5, 5, Digest.Kind.CRC32);
    private static final Kind BY_HOST = new Kind(false, 5, 5, Digest.Kind.CRC32);
    private static final Kind FEW = new Kind(true, 2, 5, Digest.Kind.CRC32);
    private static final Kind FEW_AND_LARGE = new Kind(false, 2, 16, Digest.Kind.CRC32);
    private static final Kind OLD_DIGEST = new Kind(true, 5, 5, Digest.Kind.MD5);
    private static final String AUTO = "auto";
    private static final String USUAL_REGION = "us-east-1";

    /// AWS itself, whose regions are asked for.
    static final Provider AWS = new Provider("AWS", Pattern.compile("(?!)"), "", BY_HOST);

    private static final Provider OTHER = new Provider("S3 protocol", Pattern.compile(".*"), USUAL_REGION, USUAL);

    private static final List<Provider> KNOWN = List.of(
            of("AWS", "s3[.-]([a-z]+-[a-z-]+-\\d)\\.amazonaws\\.com(?:\\.cn)?", "", BY_HOST),
            of("Cloudflare R2", ".*\\.r2\\.cloudflarestorage\\.com", AUTO, FEW),
            of("Tigris", "fly\\.storage\\.tigris\\.dev|t3\\.storage\\.dev", AUTO, FEW_AND_LARGE),
            of("Backblaze B2", "s3\\.(.+)\\.backblazeb2\\.com", USUAL_REGION, USUAL),
            of("DigitalOcean", "([a-z0-9]+)\\.digitaloceanspaces\\.com", USUAL_REGION, BY_HOST),
            of("Hetzner", "([a-z0-9]+)\\.your-objectstorage\\.com", USUAL_REGION, USUAL),
            of("Scaleway", "s3\\.(.+)\\.scw\\.cloud", USUAL_REGION, USUAL),
            of("Wasabi", "s3\\.(.+)\\.wasabisys\\.com", USUAL_REGION, USUAL),
            of("Filebase", "s3\\.filebase\\.(?:com|io)", USUAL_REGION, USUAL),
            of("Google", "storage\\.googleapis\\.com", AUTO, OLD_DIGEST),
            of("Supabase", ".*\\.supabase\\.(?:co|com)", USUAL_REGION, USUAL));

    /// The one that answers at this host.
    static Provider at(String host) {
        return KNOWN.stream()
                .filter(known -> known.host.matcher(host).matches())
                .findFirst()
                .orElse(OTHER);
    }

    /// The region that this host is in; empty where it does not say.
    String regionOf(String host) {
        Matcher named = this.host.matcher(host);
        return named.matches() && named.groupCount() > 0 ? named.group(1) : region.equals(AUTO) ? AUTO : "";
    }

    private static Provider of(String name, String host, String region, Kind kind) {
        return new Provider(name, Pattern.compile(host), region, kind);
    }
}
