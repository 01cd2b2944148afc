package io.gamekeeper.payment.storefront;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.util.Base64;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A root, an intermediate with Apple's mark, and a leaf that signs.
 *
 * @param chain from the leaf to the root
 */
record AppleAuthority(ECPrivateKey key, List<Base64> chain) {
  static final String INTERMEDIATE_MARK = "1.2.840.113635.100.6.2.1";
  static final String LEAF_MARK = "1.2.840.113635.100.6.11.1";

  static AppleAuthority create() {
    return create(LEAF_MARK);
  }

  static AppleAuthority create(String leafMark) {
    KeyPair root = ec();
    KeyPair intermediate = ec();
    KeyPair leaf = ec();
    return new AppleAuthority(
        (ECPrivateKey) leaf.getPrivate(),
        List.of(
            certificate(leaf, "Leaf", intermediate, "Intermediate", false, leafMark),
            certificate(intermediate, "Intermediate", root, "Root", true, INTERMEDIATE_MARK),
            certificate(root, "Root", root, "Root", true, "1.2.3.4")));
  }

  String rootCertificate() {
    return chain.getLast().toString();
  }

  String sign(String json) {
    JWSObject jws =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.ES256).x509CertChain(chain).build(),
            new Payload(json));
    try {
      jws.sign(new ECDSASigner(key, Curve.P_256));
      return jws.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static KeyPair ec() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Base64 certificate(
      KeyPair subject,
      String name,
      KeyPair issuer,
      String issuerName,
      boolean authority,
      String mark) {
    try {
      X509v3CertificateBuilder certificate =
          new JcaX509v3CertificateBuilder(
              new X500Name("CN=" + issuerName),
              BigInteger.valueOf(name.length()),
              Date.from(Instant.parse("2020-01-01T00:00:00Z")),
              Date.from(Instant.parse("2040-01-01T00:00:00Z")),
              new X500Name("CN=" + name),
              subject.getPublic());
      certificate.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      certificate.addExtension(new ASN1ObjectIdentifier(mark), false, DERNull.INSTANCE);
      return Base64.encode(
          certificate
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getPrivate()))
              .getEncoded());
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }
}
