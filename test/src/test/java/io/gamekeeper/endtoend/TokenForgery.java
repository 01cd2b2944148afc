package io.gamekeeper.endtoend;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.gamekeeper.testing.PlayerTokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.text.ParseException;

/** Ways to ask without a right to; each gives the value of an {@code Authorization} header. */
enum TokenForgery {
  EXPIRED {
    @Override
    String forge(SharedStage.Running stage, String player) {
      return "Bearer " + stage.expiredToken(player);
    }
  },
  OTHER_SCHEME {
    @Override
    String forge(SharedStage.Running stage, String player) {
      return "Basic " + stage.token(player);
    }
  },
  NO_TOKEN_AT_ALL {
    @Override
    String forge(SharedStage.Running stage, String player) {
      return "Bearer not.a.token";
    }
  },
  SIGNATURE_CUT_OFF {
    @Override
    String forge(SharedStage.Running stage, String player) {
      String token = stage.token(player);
      return "Bearer " + token.substring(0, token.lastIndexOf('.') + 1);
    }
  },
  SIGNATURE_OF_ANOTHER_PLAYERS_TOKEN {
    @Override
    String forge(SharedStage.Running stage, String player) {
      String own = stage.token(player);
      String other = stage.token("somebody-else");
      return "Bearer "
          + own.substring(0, own.lastIndexOf('.'))
          + other.substring(other.lastIndexOf('.'));
    }
  },
  ALGORITHM_NONE {
    @Override
    String forge(SharedStage.Running stage, String player) throws ParseException {
      return "Bearer " + new PlainJWT(claims(stage, player)).serialize();
    }
  },
  PUBLIC_KEY_AS_SHARED_SECRET {
    @Override
    String forge(SharedStage.Running stage, String player) throws Exception {
      RSAKey key = issuersKey(stage);
      return sign(
          JWSAlgorithm.HS256,
          key.getKeyID(),
          new MACSigner(key.toRSAPublicKey().getEncoded()),
          claims(stage, player));
    }
  },
  ANOTHER_KEY_BY_THE_ISSUERS_NAME {
    @Override
    String forge(SharedStage.Running stage, String player) throws Exception {
      return sign(
          JWSAlgorithm.RS256,
          issuersKey(stage).getKeyID(),
          new RSASSASigner(new RSAKeyGenerator(2048).generate()),
          claims(stage, player));
    }
  },
  OTHER_AUDIENCE {
    @Override
    String forge(SharedStage.Running stage, String player) throws Exception {
      return genuine(
          stage, new JWTClaimsSet.Builder(claims(stage, player)).audience("elsewhere").build());
    }
  },
  OTHER_ISSUER {
    @Override
    String forge(SharedStage.Running stage, String player) throws Exception {
      return genuine(
          stage,
          new JWTClaimsSet.Builder(claims(stage, player)).issuer("https://evil.example").build());
    }
  },
  WITHOUT_END {
    @Override
    String forge(SharedStage.Running stage, String player) throws Exception {
      return genuine(
          stage, new JWTClaimsSet.Builder(claims(stage, player)).expirationTime(null).build());
    }
  },
  NOT_YET_VALID {
    @Override
    String forge(SharedStage.Running stage, String player) throws Exception {
      JWTClaimsSet claims = claims(stage, player);
      return genuine(
          stage,
          new JWTClaimsSet.Builder(claims).notBeforeTime(claims.getExpirationTime()).build());
    }
  },
  SUBJECT_IS_NO_PLAYER {
    @Override
    String forge(SharedStage.Running stage, String player) throws Exception {
      return genuine(
          stage, new JWTClaimsSet.Builder(claims(stage, player)).subject("a b\n").build());
    }
  };

  abstract String forge(SharedStage.Running stage, String player) throws Exception;

  String token(SharedStage.Running stage, String player) {
    try {
      return forge(stage, player);
    } catch (Exception e) {
      throw new AssertionError("the forgery itself failed", e);
    }
  }

  private static JWTClaimsSet claims(SharedStage.Running stage, String player)
      throws ParseException {
    return SignedJWT.parse(stage.token(player)).getJWTClaimsSet();
  }

  private static String genuine(SharedStage.Running stage, JWTClaimsSet claims)
      throws ParseException, JOSEException {
    RSAKey key = issuersKey(stage);
    return sign(JWSAlgorithm.RS256, key.getKeyID(), new RSASSASigner(key), claims);
  }

  private static RSAKey issuersKey(SharedStage.Running stage) throws ParseException {
    try {
      return RSAKey.parse(Files.readString(stage.dataFolder().resolve("token-key.json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sign(
      JWSAlgorithm algorithm, String keyId, JWSSigner signer, JWTClaimsSet claims) {
    return "Bearer " + PlayerTokens.token(signer, algorithm, keyId, claims);
  }
}
