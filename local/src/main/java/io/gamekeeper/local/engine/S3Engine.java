package io.gamekeeper.local.engine;

import io.gamekeeper.local.file.Folders;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobProviderMetadata;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * An S3 server inside this JVM: S3Proxy on a free port of the loopback interface. Objects are files
 * of the data folder, removed at the end if they are not kept. The start takes a second or more, so
 * buckets can be added before; they exist as soon as the server runs. Requests are signed with a
 * key that only this engine knows. There are no versions of objects, and keys with an empty segment
 * ({@code a//b}) are refused, since HTTP libraries rewrite their paths.
 */
public final class S3Engine implements AutoCloseable {
  private static final String USER = "stage";
  private static final int THREADS = 32;
  private static final int CONNECTIONS = 64;

  private final Path folder;
  private final Durability durability;
  private final Set<String> buckets = ConcurrentHashMap.newKeySet();
  private boolean closed;
  private volatile @Nullable BlobStore store;
  private volatile @Nullable Running running;

  /**
   * The parts of a running server, in the order of their end, and the access for other processes.
   */
  private record Running(S3Client client, S3Proxy server, BlobStoreContext context, Door door) {}

  /** The access for other processes: the address, and the key with which they sign. */
  public record Door(URI endpoint, String user, String secret) {}

  /**
   * Creates an engine that is not started yet.
   *
   * @param folder for the objects; created if absent
   */
  public S3Engine(Path folder, Durability durability) {
    this.folder = folder;
    this.durability = durability;
  }

  /** Adds a bucket, without starting the engine. */
  public void addBucket(String name) {
    buckets.add(name);
    BlobStore ready = store;
    if (ready != null) {
      create(ready, name);
    }
  }

  private static void create(BlobStore store, String bucket) {
    // Returns false for a bucket that exists already, as kept ones do.
    store.createContainerInLocation(null, bucket);
  }

  /** Tells whether a bucket of that name was added. */
  public boolean hasBucket(String name) {
    return buckets.contains(name);
  }

  /** Tells whether any bucket was added. */
  public boolean hasBuckets() {
    return !buckets.isEmpty();
  }

  /**
   * Starts the engine; does nothing if it runs.
   *
   * @throws EngineException if it does not start, or was closed
   */
  public synchronized void start() {
    if (closed) {
      throw new EngineException("S3 is closed");
    }
    if (running != null) {
      return;
    }
    String secret = UUID.randomUUID().toString();
    BlobStoreContext context = context(secret);
    BlobStore opened = new ConditionalPuts(new CutUploads(context.getBlobStore()));
    // From here on addBucket creates buckets itself; those added before are created below.
    store = opened;
    buckets.forEach(bucket -> create(opened, bucket));
    S3Proxy server =
        S3Proxy.builder()
            .blobStore(opened)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, USER, secret)
            .jettyMaxThreads(THREADS)
            .build();
    try {
      server.start();
    } catch (Exception e) { // as the library declares it
      context.close();
      throw new EngineException("S3 cannot be started: " + e, e);
    }
    Door door = new Door(URI.create("http://127.0.0.1:" + server.getPort()), USER, secret);
    running = new Running(client(door), server, context, door);
  }

  private BlobStoreContext context(String secret) {
    Properties settings = new Properties();
    settings.setProperty("jclouds.filesystem.basedir", existing(objects()).toString());
    return ContextBuilder.newBuilder(new FilesystemNio2BlobProviderMetadata())
        .credentials(USER, secret)
        .overrides(settings)
        .modules(List.of())
        .build(BlobStoreContext.class);
  }

  private Path objects() {
    return switch (durability) {
      case TEMPORARY -> folder.resolve("temporary");
      case KEPT -> folder;
    };
  }

  private static Path existing(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new EngineException("S3 cannot keep objects in " + folder + ": " + e, e);
    }
  }

  /** Returns a client with all rights, for another process, which closes it. */
  public static S3Client client(Door door) {
    return S3Client.builder()
        .endpointOverride(door.endpoint())
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(door.user(), door.secret())))
        // S3Proxy does not know the trailing checksums that the SDK sends otherwise.
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .overrideConfiguration(override -> override.addExecutionInterceptor(new PlainContentType()))
        .httpClientBuilder(ApacheHttpClient.builder().maxConnections(CONNECTIONS))
        .build();
  }

  /**
   * An interceptor that writes common content types as Jetty does. Jetty, under S3Proxy, rewrites
   * them on arrival ({@code text/plain; charset=UTF-8}), which would make the signature wrong.
   */
  private static final class PlainContentType implements ExecutionInterceptor {
    private static final String CONTENT_TYPE = "Content-Type";

    @Override
    public SdkHttpRequest modifyHttpRequest(
        Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
      SdkHttpRequest request = context.httpRequest();
      return request
          .firstMatchingHeader(CONTENT_TYPE)
          .map(
              type ->
                  request.toBuilder()
                      .putHeader(
                          CONTENT_TYPE, type.replaceAll(";\\s+", ";").toLowerCase(Locale.ROOT))
                      .build())
          .orElse(request);
    }
  }

  /** Returns a client with all rights; starts the engine if need be. */
  public S3Client client() {
    return started().client();
  }

  /** Returns the access for other processes of this machine; starts the engine if need be. */
  public Door door() {
    return started().door();
  }

  private Running started() {
    Running current = running;
    if (current == null) {
      start();
      current = running;
    }
    if (current == null) {
      throw new EngineException("S3 is closed");
    }
    return current;
  }

  @Override
  public synchronized void close() {
    closed = true;
    Running ending = running;
    running = null;
    store = null;
    if (ending == null) {
      return;
    }
    try {
      ending.client().close();
      ending.server().stop();
    } catch (Exception e) { // as the library declares it
      throw new EngineException("S3 does not stop: " + e, e);
    } finally {
      ending.context().close();
    }
    if (durability == Durability.TEMPORARY) {
      try {
        Folders.delete(objects());
      } catch (IOException e) {
        throw new EngineException("S3 leaves objects in " + objects() + ": " + e, e);
      }
    }
  }
}
