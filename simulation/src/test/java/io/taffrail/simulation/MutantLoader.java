package io.taffrail.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Loads the project's classes once more, with one bug planted: a method that does nothing, or gives
 * the same answer always, made by rewriting its byte code. The code needs no seam for this, and
 * what a simulation is shown is the code that ships, but for that one method.
 */
public final class MutantLoader extends ClassLoader {

    private static final String PROJECT = "io.taffrail.";

    /** What is left of the method. */
    public enum Behaviour {
        /** Returns, or gives null, 0 or false. */
        NOTHING,
        TRUE,
        /** Gives the first constant of the enum that it returns. */
        FIRST_CONSTANT
    }

    private final String className;
    private final String methodName;
    private final Behaviour behaviour;
    private final AtomicInteger methodsChanged = new AtomicInteger();

    /**
     * @param className without {@code io.taffrail.}
     */
    public MutantLoader(String className, String methodName, Behaviour behaviour) {
        super(MutantLoader.class.getClassLoader());
        this.className = PROJECT + className;
        this.methodName = methodName;
        this.behaviour = behaviour;
    }

    /** 0 when no such method was met, and so no bug was planted. */
    public int methodsChanged() {
        return methodsChanged.get();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(PROJECT)) {
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
                                        body.withCode(
                                                code -> write(code, method.methodTypeSymbol())));
                    } else {
                        target.with(element);
                    }
                });
    }

    private void write(CodeBuilder code, MethodTypeDesc type) {
        ClassDesc returned = type.returnType();
        switch (behaviour) {
            case TRUE -> code.iconst_1().ireturn();
            case FIRST_CONSTANT ->
                    code.invokestatic(returned, "values", MethodTypeDesc.of(returned.arrayType()))
                            .iconst_0()
                            .aaload()
                            .areturn();
            case NOTHING -> {
                switch (TypeKind.from(returned)) {
                    case VOID -> code.return_();
                    case LONG -> code.lconst_0().lreturn();
                    case REFERENCE -> code.aconst_null().areturn();
                    default -> code.iconst_0().ireturn();
                }
            }
        }
    }
}
