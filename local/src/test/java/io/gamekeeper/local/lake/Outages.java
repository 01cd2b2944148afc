package io.gamekeeper.local.lake;

import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.client.StoredObjects;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;

/** Objects whose engine can be away, or break off after it has done what it was asked. */
final class Outages implements StoredObjects {
  private final StoredObjects objects;
  private volatile boolean away;
  private volatile boolean mute;

  Outages(StoredObjects objects) {
    this.objects = objects;
  }

  void away(boolean isAway) {
    away = isAway;
  }

  /** Lets whoever writes not hear that it succeeded. */
  void mute(boolean isMute) {
    mute = isMute;
  }

  @Override
  public boolean hasBucket(String bucket) {
    return objects.hasBucket(bucket);
  }

  @Override
  public List<Access> read(String bucket, String key) {
    return objects.read(bucket, key);
  }

  @Override
  public List<Access> write(String bucket, String key) {
    return objects.write(bucket, key);
  }

  @Override
  public List<Access> list(String bucket, String prefix) {
    return objects.list(bucket, prefix);
  }

  @Override
  public S3Client client(String bucket) {
    if (away) {
      throw SdkClientException.create("Unable to execute HTTP request: Connection refused");
    }
    S3Client client = objects.client(bucket);
    return (S3Client)
        Proxy.newProxyInstance(
            S3Client.class.getClassLoader(),
            new Class<?>[] {S3Client.class},
            (_, method, arguments) -> {
              try {
                Object answer = method.invoke(client, arguments);
                if (mute && method.getName().equals("putObject")) {
                  throw SdkClientException.create("Connection reset");
                }
                return answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
