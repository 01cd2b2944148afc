package io.gamekeeper.local.engine;

import java.util.Objects;
import java.util.Optional;
import org.gaul.s3proxy.PutOptions2;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.domain.Blob;
import org.jclouds.blobstore.domain.BlobMetadata;
import org.jclouds.blobstore.options.PutOptions;
import org.jclouds.blobstore.util.ForwardingBlobStore;
import org.jclouds.http.HttpResponse;
import org.jclouds.http.HttpResponseException;
import org.jspecify.annotations.Nullable;

/**
 * A blob store whose conditional puts are atomic, as in S3. S3Proxy checks the condition before it
 * reads the body, so that it could hold for two writers; here it is checked again, one put at a
 * time.
 */
final class ConditionalPuts extends ForwardingBlobStore {
  private static final int PRECONDITION_FAILED = 412;

  ConditionalPuts(BlobStore store) {
    super(store);
  }

  @Override
  public String putBlob(String container, Blob blob, PutOptions options) {
    if (!(options instanceof PutOptions2 conditional)
        || (conditional.getIfMatch() == null && conditional.getIfNoneMatch() == null)) {
      return super.putBlob(container, blob, options);
    }
    synchronized (this) {
      @Nullable BlobMetadata there =
          delegate().blobMetadata(container, blob.getMetadata().getName());
      Optional<String> tag =
          Optional.ofNullable(there).map(BlobMetadata::getETag).map(ConditionalPuts::plain);
      if (!holds(conditional.getIfMatch(), tag, true)
          || !holds(conditional.getIfNoneMatch(), tag, false)) {
        throw new HttpResponseException(
            "the condition of the put does not hold",
            null,
            HttpResponse.builder().statusCode(PRECONDITION_FAILED).build());
      }
      return super.putBlob(container, blob, options);
    }
  }

  private static boolean holds(@Nullable String condition, Optional<String> tag, boolean wanted) {
    if (condition == null) {
      return true;
    }
    boolean matches =
        condition.equals("*")
            ? tag.isPresent()
            : Objects.equals(plain(condition), tag.orElse(null));
    return matches == wanted;
  }

  private static String plain(String tag) {
    return tag.replace("\"", "");
  }
}
