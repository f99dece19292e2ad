package io.flotilla.plugins.s3;

import io.flotilla.spi.DeleteResult;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.TargetException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

/// Removes objects, a thousand in one request, and takes the store's word for a key only where it names that key.
final class Deletion {

    private final S3Client client;
    private final Place place;
    private final Failures failures;

    Deletion(S3Client client, Place place, Failures failures) {
        this.client = client;
        this.place = place;
        this.failures = failures;
    }

    List<DeleteResult> delete(List<ObjectKey> keys) {
        List<ObjectKey> named =
                keys.stream().filter(key -> !key.isRoot()).distinct().toList();
        Map<ObjectKey, DeleteResult> results = new HashMap<>();
        results.put(ObjectKey.ROOT, new DeleteResult.Absent(ObjectKey.ROOT));
        for (int from = 0; from < named.size(); from += ListRequest.PAGE) {
            results.putAll(batch(named.subList(from, Math.min(from + ListRequest.PAGE, named.size()))));
        }
        return keys.stream().map(results::get).toList();
    }

    private Map<ObjectKey, DeleteResult> batch(List<ObjectKey> keys) {
        Map<String, ObjectKey> names = keys.stream().collect(Collectors.toMap(place::name, key -> key));
        try {
            return results(names, client.deleteObjects(request(names)));
        } catch (SdkException failure) {
            TargetException cause = failures.of(failure, "delete " + keys.getFirst());
            return keys.stream().collect(Collectors.toMap(key -> key, key -> new DeleteResult.NotDeleted(key, cause)));
        }
    }

    private DeleteObjectsRequest request(Map<String, ObjectKey> names) {
        List<ObjectIdentifier> objects = names.keySet().stream()
                .map(name -> ObjectIdentifier.builder().key(name).build())
                .toList();
        return DeleteObjectsRequest.builder()
                .bucket(place.bucket())
                .delete(batch -> batch.objects(objects))
                .build();
    }

    private Map<ObjectKey, DeleteResult> results(Map<String, ObjectKey> names, DeleteObjectsResponse answer) {
        Map<ObjectKey, DeleteResult> results = new HashMap<>();
        names.values()
                .forEach(key -> results.put(
                        key,
                        new DeleteResult.NotDeleted(
                                key,
                                new TargetException.Unavailable(
                                        place + ": the store did not say what became of " + key))));
        answer.deleted().forEach(done -> {
            ObjectKey key = names.get(done.key());
            if (key != null) {
                results.put(key, new DeleteResult.Absent(key));
            }
        });
        answer.errors().forEach(error -> {
            ObjectKey key = names.get(error.key());
            if (key != null) {
                results.put(key, failed(key, String.valueOf(error.code()), String.valueOf(error.message())));
            }
        });
        return results;
    }

    private DeleteResult failed(ObjectKey key, String code, String message) {
        return code.equals("NoSuchKey")
                ? new DeleteResult.Absent(key)
                : new DeleteResult.NotDeleted(key, failures.of(code, message, "delete " + key));
    }
}
