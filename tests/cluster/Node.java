import java.lang.reflect.Constructor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.opensearch.Version;
import org.opensearch.cluster.service.ClusterService;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.plugins.PluginInfo;

/**
 * One node of a test cluster: OpenSearch's own node, with the modules that we use taken from the class path in the
 * place of a folder of plugins. Arguments are settings, {@code name=value}.
 */
@SuppressWarnings({"rawtypes", "unchecked"})
public final class Node extends org.opensearch.node.Node {
    private static final String[] MODULES = {
        "org.opensearch.transport.Netty4ModulePlugin",
        "org.opensearch.analysis.common.CommonAnalysisModulePlugin",
        "org.opensearch.index.mapper.MapperExtrasModulePlugin",
        "org.opensearch.index.reindex.ReindexModulePlugin",
        "org.opensearch.painless.PainlessModulePlugin",
        // Its jars are there only where the cluster asks for passwords.
        "org.opensearch.security.OpenSearchSecurityPlugin",
    };

    private Node(Environment environment, Collection modules) {
        super(environment, modules, true);
    }

    @Override
    protected void configureNodeAndClusterIdStateListener(ClusterService clusterService) {
        // It would only name the node in each line of the log.
    }

    /** A module as the node is told of it. */
    private static Object module(Class<?> module) throws Exception {
        for (Constructor<?> constructor : PluginInfo.class.getConstructors()) {
            Class<?>[] types = constructor.getParameterTypes();
            if (types.length == 8 && types[3] == Version.class) {
                String java = Integer.toString(Runtime.version().feature());
                String name = module.getName();
                return constructor.newInstance(name, "module", "1", Version.CURRENT, java, name, List.of(), false);
            }
        }
        throw new IllegalStateException("this version describes modules in another way: " + Version.CURRENT);
    }

    public static void main(String[] arguments) throws Exception {
        Settings.Builder settings = Settings.builder();
        for (String argument : arguments) {
            int sign = argument.indexOf('=');
            settings.put(argument.substring(0, sign), argument.substring(sign + 1));
        }
        Settings wanted = settings.build();
        List<Object> modules = new ArrayList<>();
        for (String name : MODULES) {
            try {
                modules.add(module(Class.forName(name)));
            } catch (ClassNotFoundException absent) {
                System.out.println("without " + name);
            }
        }
        Path configuration = Path.of(wanted.get("path.home"), "config");
        Environment environment =
            InternalSettingsPreparer.prepareEnvironment(wanted, Map.of(), configuration, () -> wanted.get("node.name"));
        Node node = new Node(environment, modules);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                node.close();
                node.awaitClose(10, TimeUnit.SECONDS);
            } catch (Exception error) {
                error.printStackTrace();
            }
        }));
        node.start();
        new CountDownLatch(1).await();
    }
}
