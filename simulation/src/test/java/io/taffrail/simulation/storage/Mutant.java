package io.taffrail.simulation.storage;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.MethodModel;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A storage engine with one bug planted: a method of it that does nothing, made by rewriting its
 * byte code while it is loaded. The engine itself needs no seam for this, and what the simulation
 * is shown is the code that ships, but for that one method.
 */
final class Mutant {

    private static final String ENGINE = "io.taffrail.broker.storage.";
    private static final String SIMULATION = "io.taffrail.simulation.storage.";

    private final Constructor<?> constructor;
    private final Method run;
    private final AtomicInteger methodsChanged = new AtomicInteger();

    /**
     * @param className of the engine, without its package
     * @param methodName the method that does nothing: it returns, or gives null or 0
     */
    Mutant(String className, String methodName) throws ReflectiveOperationException {
        var loader = new Loader(ENGINE + className, methodName);
        Class<?> simulation = loader.loadClass(StorageSimulation.class.getName());
        constructor = simulation.getDeclaredConstructor(long.class, Function.class);
        constructor.setAccessible(true);
        run = simulation.getDeclaredMethod("run");
        run.setAccessible(true);
    }

    /** What the simulation of that seed says of the mutant, or null when it notices nothing. */
    Throwable failureOf(long seed, Function<Random, ?> disks) throws ReflectiveOperationException {
        try {
            run.invoke(constructor.newInstance(seed, disks));
            return null;
        } catch (InvocationTargetException e) {
            return e.getCause();
        }
    }

    /** 0 when no such method was met, and so no bug was planted. */
    int methodsChanged() {
        return methodsChanged.get();
    }

    /** Loads the engine and its simulation once more, apart from those of the other tests. */
    private final class Loader extends ClassLoader {

        private final String className;
        private final String methodName;

        Loader(String className, String methodName) {
            super(Mutant.class.getClassLoader());
            this.className = className;
            this.methodName = methodName;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(ENGINE) && !name.startsWith(SIMULATION)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? define(name) : loaded;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (file == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = file.readAllBytes();
                byte[] shown = name.equals(className) ? mutated(bytes) : bytes;
                return defineClass(name, shown, 0, shown.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }

        private byte[] mutated(byte[] bytes) {
            ClassFile format = ClassFile.of();
            ClassModel original = format.parse(bytes);
            return format.transformClass(
                    original,
                    (target, element) -> {
                        if (element instanceof MethodModel method
                                && method.methodName().equalsString(methodName)) {
                            methodsChanged.incrementAndGet();
                            target.withMethod(
                                    method.methodName(),
                                    method.methodType(),
                                    method.flags().flagsMask(),
                                    body ->
                                            body.withCode(code ->
                                                    doNothing(code, method.methodTypeSymbol())));
                        } else {
                            target.with(element);
                        }
                    });
        }

        private void doNothing(CodeBuilder code, MethodTypeDesc type) {
            if (type.returnType().equals(ConstantDescs.CD_void)) {
                code.return_();
            } else if (type.returnType().equals(ConstantDescs.CD_long)) {
                code.lconst_0().lreturn();
            } else if (type.returnType().isPrimitive()) {
                code.iconst_0().ireturn();
            } else {
                code.aconst_null().areturn();
            }
        }
    }
}
