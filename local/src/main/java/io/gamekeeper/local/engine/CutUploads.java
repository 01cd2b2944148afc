package io.gamekeeper.local.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.domain.Blob;
import org.jclouds.blobstore.domain.MultipartPart;
import org.jclouds.blobstore.domain.MultipartUpload;
import org.jclouds.blobstore.domain.PageSet;
import org.jclouds.blobstore.domain.StorageMetadata;
import org.jclouds.blobstore.options.ListContainerOptions;
import org.jclouds.blobstore.options.PutOptions;
import org.jclouds.blobstore.util.ForwardingBlobStore;

/**
 * A blob store in which a client can continue an upload that broke off, as in S3: an incomplete
 * part or object is ignored. S3Proxy's {@code AbstractNio2BlobStore} writes each part to a file
 * {@code NAME-UUID} beside its place. If that file is left behind, S3Proxy can neither list nor
 * abort the upload, since it takes the file's name for the number of a part.
 */
final class CutUploads extends ForwardingBlobStore {
  private static final String PARTS = ".mpus-";
  private static final Pattern PART = Pattern.compile("[1-9][0-9]{0,4}");
  private static final Pattern ARRIVING =
      Pattern.compile("-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  CutUploads(BlobStore store) {
    super(store);
  }

  @Override
  public String putBlob(String container, Blob blob, PutOptions options) {
    try {
      return super.putBlob(container, blob, options);
    } catch (RuntimeException e) {
      String name = blob.getMetadata().getName();
      remove(container, name, ARRIVING);
      throw e;
    }
  }

  @Override
  public List<MultipartPart> listMultipartUpload(MultipartUpload upload) {
    String prefix = prefix(upload);
    List<MultipartPart> parts = new ArrayList<>();
    for (StorageMetadata there : startingWith(upload.containerName(), prefix)) {
      String number = there.getName().substring(prefix.length());
      if (PART.matcher(number).matches()) {
        parts.add(
            MultipartPart.create(
                Integer.parseInt(number),
                there.getSize(),
                there.getETag(),
                there.getLastModified()));
      }
    }
    return parts;
  }

  @Override
  public String completeMultipartUpload(MultipartUpload upload, List<MultipartPart> parts) {
    String tag = super.completeMultipartUpload(upload, parts);
    abortMultipartUpload(upload);
    return tag;
  }

  @Override
  public void abortMultipartUpload(MultipartUpload upload) {
    remove(upload.containerName(), prefix(upload), Pattern.compile(".*"));
  }

  private static String prefix(MultipartUpload upload) {
    return PARTS + upload.id() + "-" + upload.blobName() + "-";
  }

  private void remove(String container, String prefix, Pattern rest) {
    for (StorageMetadata there : startingWith(container, prefix)) {
      if (rest.matcher(there.getName().substring(prefix.length())).matches()) {
        removeBlob(container, there.getName());
      }
    }
  }

  private List<StorageMetadata> startingWith(String container, String prefix) {
    ListContainerOptions options = new ListContainerOptions().prefix(prefix).recursive();
    List<StorageMetadata> found = new ArrayList<>();
    while (true) {
      PageSet<? extends StorageMetadata> page = delegate().list(container, options);
      found.addAll(page);
      if (page.getNextMarker() == null) {
        return found;
      }
      options.afterMarker(page.getNextMarker());
    }
  }
}
