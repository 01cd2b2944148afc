package io.gamekeeper.local.appstore;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.util.Base64;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A signer of documents in the form of Apple: ES256, with the chain of certificates in the header.
 * The intermediate and the leaf certificate carry Apple's extensions, without which Apple's library
 * trusts neither.
 */
final class AppleSigner {
  /** The extension of the certificate of Apple's Worldwide Developer Relations authority. */
  private static final String INTERMEDIATE_MARK = "1.2.840.113635.100.6.2.1";

  /** The extension of the certificate that signs receipts. */
  private static final String LEAF_MARK = "1.2.840.113635.100.6.11.1";

  private final ECPrivateKey key;
  private final List<Base64> chain;

  private AppleSigner(ECPrivateKey key, List<Base64> chain) {
    this.key = key;
    this.chain = chain;
  }

  /**
   * Creates an authority that is valid for twenty years around an instant, and a signer that it
   * certifies.
   *
   * @param leaf key pair of the signer, EC P-256
   */
  static AppleSigner create(KeyPair leaf, KeyPair intermediate, KeyPair root, Instant now) {
    byte[] rootCertificate =
        certificate(root.getPublic(), "Root", root.getPrivate(), "Root", true, null, now);
    byte[] intermediateCertificate =
        certificate(
            intermediate.getPublic(),
            "Intermediate",
            root.getPrivate(),
            "Root",
            true,
            INTERMEDIATE_MARK,
            now);
    byte[] leafCertificate =
        certificate(
            leaf.getPublic(),
            "Leaf",
            intermediate.getPrivate(),
            "Intermediate",
            false,
            LEAF_MARK,
            now);
    return of(
        (ECPrivateKey) leaf.getPrivate(),
        List.of(
            Base64.encode(leafCertificate),
            Base64.encode(intermediateCertificate),
            Base64.encode(rootCertificate)));
  }

  /** Returns a signer that was created before. */
  static AppleSigner of(ECPrivateKey key, List<Base64> chain) {
    return new AppleSigner(key, chain);
  }

  /** Returns the certificates from the leaf to the root, each DER in Base64. */
  List<Base64> chain() {
    return chain;
  }

  ECPrivateKey key() {
    return key;
  }

  /** Signs a JSON document. */
  String sign(String json) {
    JWSObject jws =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.ES256).x509CertChain(chain).build(),
            new Payload(json));
    try {
      jws.sign(new ECDSASigner(key, Curve.P_256));
    } catch (JOSEException e) {
      throw new IllegalStateException("every JDK signs with P-256", e);
    }
    return jws.serialize();
  }

  private static byte[] certificate(
      PublicKey subject,
      String name,
      PrivateKey issuer,
      String issuerName,
      boolean authority,
      @Nullable String mark,
      Instant now) {
    X509v3CertificateBuilder certificate =
        new JcaX509v3CertificateBuilder(
            name("Fake App Store " + issuerName),
            BigInteger.valueOf(name.length()),
            Date.from(now.minus(3650, ChronoUnit.DAYS)),
            Date.from(now.plus(3650, ChronoUnit.DAYS)),
            name("Fake App Store " + name),
            subject);
    try {
      certificate.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      certificate.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(authority ? KeyUsage.keyCertSign : KeyUsage.digitalSignature));
      if (mark != null) {
        certificate.addExtension(new ASN1ObjectIdentifier(mark), false, DERNull.INSTANCE);
      }
      return certificate
          .build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuer))
          .getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException("a certificate of our own could not be written", e);
    } catch (OperatorCreationException e) {
      throw new IllegalStateException("every JDK signs with P-256", e);
    }
  }

  private static X500Name name(String commonName) {
    return new X500Name("CN=" + commonName);
  }
}
