package io.gamekeeper.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ManifestTest {
  private static final Channel LIVE = new Channel("live");
  private static final TestKey KEY = new TestKey("key-1");
  private static final Sha256 CONTENT = Sha256.of(new byte[] {1});
  private static final String GOOD =
      """
      {"channel":"live","number":3,"publishedAt":"2026-11-21T10:00:00Z","files":[
      {"path":"a.png","sha256":"%s","size":1,"type":"image/png"}]}
      """
          .formatted(CONTENT)
          .replace("\n", "");

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static AssetFile file(String path) {
    return new AssetFile(new AssetPath(path), CONTENT, 1, "image/png");
  }

  private static Manifest manifest(long number, String... paths) {
    List<AssetFile> files = new ArrayList<>();
    for (String path : paths) {
      files.add(file(path));
    }
    return new Manifest(LIVE, number, Instant.EPOCH, files);
  }

  @Test
  void itsJsonIsWhatIsDocumented() {
    Manifest manifest = Manifest.parse(bytes(GOOD));

    assertThat(manifest)
        .isEqualTo(
            new Manifest(LIVE, 3, Instant.parse("2026-11-21T10:00:00Z"), List.of(file("a.png"))));
    assertThat(new String(manifest.toJson(), StandardCharsets.UTF_8)).isEqualTo(GOOD);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"number\":3          | \"number\":0",
        "\"number\":3          | \"number\":3.0",
        "\"number\":3          | \"number\":\"3\"",
        "\"number\":3          | \"number\":3,\"number\":4",
        "\"number\":3          | \"number\":99999999999999999999",
        "\"number\":3,         | ``",
        "\"number\":3          | \"number\":3,\"more\":1",
        "\"channel\":\"live\"  | \"channel\":\"Live\"",
        "\"size\":1            | \"size\":-1",
        "\"size\":1            | \"size\":1,\"url\":\"http://evil\"",
        "a.png                 | ../a.png",
        "a.png                 | /a.png",
        "image/png             | text/html\\r\\nX: y",
        "2026-11-21T10:00:00Z  | yesterday",
        "}]}                   | }]}{}",
        "}]}                   | }]",
        "\"sha256\":\"         | \"sha256\":\"X",
      })
  void whatIsNotExactlyAManifestIsRefused(String good, String bad) {
    String json = GOOD.replace(good, bad);
    assertThat(json).isNotEqualTo(GOOD);

    assertThatThrownBy(() -> Manifest.parse(bytes(json)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "3", "{", "{\"channel\":\"live\"}"})
  void whatIsNoObjectIsRefused(String json) {
    assertThatThrownBy(() -> Manifest.parse(bytes(json)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void oneContentHasOneSize() {
    assertThatThrownBy(
            () ->
                new Manifest(
                    LIVE,
                    1,
                    Instant.EPOCH,
                    List.of(file("a"), new AssetFile(new AssetPath("b"), CONTENT, 2, "image/png"))))
        .hasMessage("a and b have the same content, but two sizes");
  }

  @Property(tries = 200)
  void whatIsWrittenIsReadAgain(
      @ForAll("paths") Set<String> paths, @ForAll("numbers") long number) {
    Manifest manifest = manifest(number, paths.toArray(String[]::new));

    assertThat(Manifest.parse(manifest.toJson())).isEqualTo(manifest);
  }

  @Provide
  Arbitrary<Set<String>> paths() {
    Arbitrary<String> names =
        Arbitraries.strings()
            .withChars("abcdefgh-_ äß漢")
            .ofMinLength(1)
            .ofMaxLength(4)
            .filter(name -> name.equals(name.strip()));
    return Combinators.combine(names, names)
        .as((folder, name) -> folder + "/" + name + ".bin")
        .set()
        .ofMaxSize(20);
  }

  @Provide
  Arbitrary<Long> numbers() {
    return Arbitraries.longs().between(1, Long.MAX_VALUE);
  }

  @Property(tries = 300)
  void noBytesMakeItFailOtherwiseThanByRefusal(@ForAll byte[] bytes) {
    try {
      Manifest.parse(bytes);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("");
    }
  }

  /** A flipped character anywhere in what was signed is noticed. */
  @Property(tries = 200)
  void nothingSignedCanBeChanged(@ForAll("numbers") long where) {
    String jws = KEY.signed(LIVE, 7, List.of(file("a.png")));
    int at = (int) (where % jws.length());
    char other = jws.charAt(at) == 'A' ? 'B' : 'A';
    String changed = jws.substring(0, at) + other + jws.substring(at + 1);

    try {
      SignedManifest verified = SignedManifest.verify(changed, LIVE, KEY.publicKey());
      // Base64url's last character has bits that mean nothing: then it is the same signature.
      assertThat(verified.manifest().number()).isEqualTo(7);
      assertThat(at).isIn(jws.length() - 1, jws.lastIndexOf('.') - 1, jws.indexOf('.') - 1);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("manifest");
    }
  }

  @Test
  void aKeyIsNotTriedWithAnotherAlgorithm() throws JOSEException {
    JWSObject forged =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("key-1").build(),
            new Payload(manifest(9).toJson()));
    forged.sign(new MACSigner(KEY.publicKey().key().getEncoded()));

    assertThatThrownBy(() -> SignedManifest.verify(forged.serialize(), LIVE, KEY.publicKey()))
        .hasMessage("the manifest is not signed with ES256");
  }

  @Test
  void anotherChannelsManifestIsRefused() {
    String jws = KEY.signed(new Channel("beta"), 1, List.of());

    assertThatThrownBy(() -> SignedManifest.verify(jws, LIVE, KEY.publicKey()))
        .hasMessage("the manifest is the channel beta's, not live's");
  }

  @Test
  void aSignerThatDoesNotFitItsKeySignsNothing() {
    assertThatThrownBy(
            () -> SignedManifest.sign(manifest(1), new TestKey("key-1"), KEY.publicKey()))
        .isInstanceOf(AssetException.class)
        .hasMessageContaining("does not fit");
  }
}
