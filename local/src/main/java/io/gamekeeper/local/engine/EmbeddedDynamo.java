package io.gamekeeper.local.engine;

import com.amazonaws.services.dynamodbv2.local.embedded.DDBExceptionMappingInvocationHandler;
import com.amazonaws.services.dynamodbv2.local.shared.access.AmazonDynamoDBLocal;
import com.amazonaws.services.dynamodbv2.local.shared.access.LocalDBAccess;
import com.amazonaws.services.dynamodbv2.local.shared.access.LocalDBClient;
import com.amazonaws.services.dynamodbv2.local.shared.access.TableInfo;
import com.amazonaws.services.dynamodbv2.local.shared.access.sqlite.SQLiteLibraryLoader;
import com.amazonaws.services.dynamodbv2.local.shared.jobs.JobsRegister;
import io.gamekeeper.local.observe.Console;
import java.io.File;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * DynamoDB Local, put together as its {@code DynamoDBEmbedded} does, but with the tables'
 * descriptions kept in memory, and with its {@link CallersDatabase}. {@code DynamoDBEmbedded} reads
 * the description from its database for each request.
 */
final class EmbeddedDynamo implements AutoCloseable {
  /** The number of threads for changes of tables, as in the library. */
  private static final int JOBS = 10;

  private final AmazonDynamoDBLocal server;
  private final DynamoDbClient client;

  /**
   * Starts the engine.
   *
   * @param database its file; null for memory
   */
  EmbeddedDynamo(@Nullable File database) {
    loadSqlite();
    Console.discarding(EmbeddedDynamo::loadGrammar);
    LocalDBAccess data =
        proxy(
            LocalDBAccess.class,
            new RememberedTables(
                database == null ? new CallersDatabase() : new CallersDatabase(database)));
    InvocationHandler handler =
        exceptionMapping(
            new LocalDBClient(data, new JobsRegister(Executors.newFixedThreadPool(JOBS), false)));
    server = proxy(AmazonDynamoDBLocal.class, handler);
    client = proxy(DynamoDbClient.class, handler);
  }

  private static void loadSqlite() {
    try {
      SQLiteLibraryLoader.initialize();
    } catch (Exception e) { // it declares nothing narrower
      throw new EngineException("DynamoDB Local cannot load its SQLite: " + e, e);
    }
    Logger.getLogger("com.almworks.sqlite4java").setLevel(Level.WARNING);
  }

  /**
   * Loads the grammar of expressions, which complains on standard error of a younger ANTLR than it
   * was made with: the one that Athena's grammar needs, and that reads both.
   */
  private static void loadGrammar() {
    try {
      for (String name : List.of("DynamoDbGrammarLexer", "DynamoDbGrammarParser")) {
        Class.forName("com.amazon.dynamodb.grammar." + name);
      }
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("this version of DynamoDB Local is built otherwise", e);
    }
  }

  /** Returns a client with all rights. */
  DynamoDbClient client() {
    return client;
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  /**
   * Turns exceptions of the library into those of the SDK; the library's own method for that is
   * private.
   */
  private static InvocationHandler exceptionMapping(LocalDBClient local) {
    try {
      Constructor<DDBExceptionMappingInvocationHandler> constructor =
          DDBExceptionMappingInvocationHandler.class.getDeclaredConstructor(LocalDBClient.class);
      constructor.setAccessible(true);
      return constructor.newInstance(local);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this version of DynamoDB Local is built otherwise", e);
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  /**
   * A handler that keeps the descriptions of tables until an operation other than one on items is
   * called.
   */
  private static final class RememberedTables implements InvocationHandler {
    private static final String DESCRIBE = "getTableInfo";
    private static final Set<String> ABOUT_ITEMS =
        Set.of(
            "getRecord",
            "putRecord",
            "deleteRecord",
            "queryRecords",
            "getLockForTable",
            "beginTransaction",
            "commitTransaction",
            "rollbackTransaction");

    private final LocalDBAccess data;
    private final Map<String, TableInfo> tables = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();

    RememberedTables(LocalDBAccess data) {
      this.data = data;
    }

    @Override
    public @Nullable Object invoke(
        Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
      if (method.getName().equals(DESCRIBE) && arguments != null && arguments.length == 1) {
        return describe(String.valueOf(arguments[0]));
      }
      try {
        return method.invoke(data, arguments);
      } catch (InvocationTargetException e) {
        throw e.getTargetException();
      } finally {
        if (!ABOUT_ITEMS.contains(method.getName())) {
          changes.incrementAndGet();
          tables.clear();
        }
      }
    }

    /**
     * Returns a table's description; it is not kept if anything changed meanwhile. No lock is held:
     * the library waits here for the end of a transaction, which asks for descriptions itself.
     */
    private @Nullable TableInfo describe(String table) {
      TableInfo known = tables.get(table);
      if (known != null) {
        return known;
      }
      long before = changes.get();
      TableInfo read = data.getTableInfo(table);
      if (read != null) {
        tables.put(table, read);
        if (changes.get() != before) {
          tables.remove(table, read);
        }
      }
      return read;
    }
  }
}
