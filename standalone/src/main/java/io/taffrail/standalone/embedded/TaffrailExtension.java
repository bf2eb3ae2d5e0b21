package io.taffrail.standalone.embedded;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Starts an {@link EmbeddedCluster} for a test class and the classes nested in it. By {@link
 * EmbeddedTaffrail}, or in a static field with {@code @RegisterExtension}:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final TaffrailExtension TAFFRAIL = new TaffrailExtension().withTopics("orders");
 * }</pre>
 */
public final class TaffrailExtension
        implements BeforeAllCallback,
                AfterAllCallback,
                TestInstancePreConstructCallback,
                ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(TaffrailExtension.class);

    /** Null for what the annotation of the class says. */
    private final @Nullable EmbeddedOptions options;

    private volatile @Nullable EmbeddedCluster running;

    public TaffrailExtension() {
        this(null);
    }

    private TaffrailExtension(@Nullable EmbeddedOptions options) {
        this.options = options;
    }

    /** As {@link EmbeddedTaffrail#topics}; more of them. */
    public TaffrailExtension withTopics(String... topics) {
        return new TaffrailExtension(chosen().withTopics(topics));
    }

    /** As {@link EmbeddedTaffrail#partitions}. */
    public TaffrailExtension withPartitions(int partitions) {
        return new TaffrailExtension(chosen().withPartitions(partitions));
    }

    /** As {@link EmbeddedTaffrail#brokerProperties}; one more of them. */
    public TaffrailExtension withBrokerProperty(String name, String value) {
        return new TaffrailExtension(chosen().withBrokerProperty(name, value));
    }

    private EmbeddedOptions chosen() {
        return options == null ? EmbeddedOptions.defaults() : options;
    }

    /**
     * The one that runs.
     *
     * @throws IllegalStateException before the first test of the class, and after the last
     */
    public EmbeddedCluster cluster() {
        EmbeddedCluster cluster = running;
        if (cluster == null) {
            throw new IllegalStateException(
                    "the embedded cluster runs from before the first test of the class until after"
                            + " the last: with @RegisterExtension, make the field static");
        }
        return cluster;
    }

    /** Before {@link #beforeAll} where one instance is made for the whole class. */
    @Override
    public void preConstructTestInstance(
            TestInstanceFactoryContext factory, ExtensionContext context) {
        startOnce(context);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        startOnce(context);
    }

    private void startOnce(ExtensionContext context) {
        if (context.getStore(NAMESPACE).get(this) != null) {
            // That of the class around.
            return;
        }
        try {
            EmbeddedCluster cluster = EmbeddedCluster.start(optionsOf(context));
            context.getStore(NAMESPACE).put(this, cluster);
            running = cluster;
        } catch (IllegalArgumentException e) {
            throw new ExtensionConfigurationException("@EmbeddedTaffrail: " + e.getMessage(), e);
        } catch (Exception e) {
            throw new IllegalStateException(
                    "the embedded cluster did not start: " + e.getMessage(), e);
        }
    }

    private EmbeddedOptions optionsOf(ExtensionContext context) {
        return options != null
                ? options
                : AnnotationSupport.findAnnotation(
                                context.getRequiredTestClass(), EmbeddedTaffrail.class)
                        .map(EmbeddedOptions::of)
                        .orElseGet(EmbeddedOptions::defaults);
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        // Only what this very class has put there, and not a class around it.
        EmbeddedCluster own = context.getStore(NAMESPACE).remove(this, EmbeddedCluster.class);
        if (own != null) {
            running = null;
            own.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == EmbeddedCluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return cluster();
    }
}
