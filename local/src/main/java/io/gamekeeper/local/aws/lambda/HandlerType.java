package io.gamekeeper.local.aws.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.platform.Platform;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;

/**
 * A handler class of one function version: how to construct it with a platform, and how to call it
 * with Lambda's own serialisers, found once and kept.
 */
final class HandlerType {
  private static final int INITIAL_BYTES = 512;
  private static final String METHOD = "handleRequest";

  private final String logicalId;
  private final Constructor<?> constructor;
  private final Method method;

  private HandlerType(String logicalId, Constructor<?> constructor, Method method) {
    this.logicalId = logicalId;
    this.constructor = constructor;
    this.method = method;
  }

  /**
   * Finds the class that a handler string names.
   *
   * @throws StageException if the zip does not hold it or Lambda could not call it
   */
  static HandlerType find(String logicalId, String handler, ClassLoader loader) {
    int separator = handler.indexOf("::");
    String className = separator < 0 ? handler : handler.substring(0, separator);
    if (separator >= 0 && !handler.substring(separator + 2).equals(METHOD)) {
      throw StageException.of(
          logicalId, "its handler " + handler + " must name the method " + METHOD);
    }
    try {
      Class<?> type = Class.forName(className, true, loader);
      Constructor<?> constructor = type.getDeclaredConstructor(Platform.class);
      constructor.setAccessible(true);
      Method method = method(logicalId, type);
      method.setAccessible(true);
      return new HandlerType(logicalId, constructor, method);
    } catch (ClassNotFoundException e) {
      throw StageException.of(
          logicalId, "its handler " + className + " is not in its zip: " + e.getMessage(), e);
    } catch (NoSuchMethodException e) {
      throw StageException.of(
          logicalId, "its handler " + className + " has no constructor (Platform)", e);
    } catch (LinkageError e) {
      throw StageException.of(
          logicalId, "its handler " + className + " cannot be loaded from its zip: " + e, e);
    }
  }

  /** Constructs an instance of the handler. */
  Object construct(Platform platform) {
    try {
      return constructor.newInstance(platform);
    } catch (InvocationTargetException e) {
      throw StageException.of(logicalId, "its handler cannot be constructed: " + e.getCause(), e);
    } catch (InstantiationException | IllegalAccessException e) {
      throw StageException.of(logicalId, "its handler cannot be constructed: " + e, e);
    }
  }

  /** Returns the calls of one constructed handler. */
  Handler bind(Object instance) {
    if (instance instanceof RequestStreamHandler stream) {
      return (payload, context) -> {
        ByteArrayOutputStream answer = new ByteArrayOutputStream(INITIAL_BYTES);
        stream.handleRequest(new ByteArrayInputStream(payload), answer, context);
        return answer.toByteArray();
      };
    }
    @SuppressWarnings("unchecked") // its serialisers are those of its type arguments
    RequestHandler<Object, Object> handler = (RequestHandler<Object, Object>) instance;
    PojoSerializer<Object> input = serializer(method.getGenericParameterTypes()[0]);
    PojoSerializer<Object> output = serializer(method.getGenericReturnType());
    return (payload, context) -> {
      Object event = input.fromJson(new ByteArrayInputStream(payload));
      Object answer = handler.handleRequest(event, context);
      ByteArrayOutputStream json = new ByteArrayOutputStream(INITIAL_BYTES);
      output.toJson(answer, json);
      return json.toByteArray();
    };
  }

  private static Method method(String logicalId, Class<?> type) throws NoSuchMethodException {
    if (RequestStreamHandler.class.isAssignableFrom(type)) {
      return type.getMethod(
          METHOD, java.io.InputStream.class, java.io.OutputStream.class, Context.class);
    }
    if (RequestHandler.class.isAssignableFrom(type)) {
      for (Method method : type.getMethods()) {
        if (method.getName().equals(METHOD)
            && method.getParameterCount() == 2
            && !method.isBridge()
            && !Modifier.isAbstract(method.getModifiers())) {
          return method;
        }
      }
    }
    throw StageException.of(
        logicalId,
        "its handler " + type.getName() + " is neither a RequestHandler nor a stream handler");
  }

  @SuppressWarnings("unchecked") // a serialiser of a type also serialises its values as objects
  private static PojoSerializer<Object> serializer(Type type) {
    if (type instanceof Class<?> plain) {
      return (PojoSerializer<Object>)
          (LambdaEventSerializers.isLambdaSupportedEvent(plain.getName())
              ? LambdaEventSerializers.serializerFor(plain, loaderOf(plain))
              : JacksonFactory.getInstance().getSerializer(plain));
    }
    return JacksonFactory.getInstance().getSerializer(type);
  }

  private static ClassLoader loaderOf(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return loader == null ? ClassLoader.getPlatformClassLoader() : loader;
  }

  /** One constructed handler, ready to be called. */
  @FunctionalInterface
  interface Handler {
    byte[] handle(byte[] payload, Context context) throws IOException;
  }
}
