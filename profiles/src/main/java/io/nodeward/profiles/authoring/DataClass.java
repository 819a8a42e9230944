package io.nodeward.profiles.authoring;

import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.charset.StandardCharsets;

/** Writes bytes into a class, as text constants that a method returns. */
final class DataClass {

    /** A constant may have 65,535 bytes, and a letter beyond ASCII takes two. */
    private static final int PIECE = 32_000;

    private DataClass() {}

    /** Returns a class file with a static method {@code String[] parts()} for the bytes. */
    static byte[] of(String className, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int pieces = (text.length() + PIECE - 1) / PIECE;
        ClassDesc string = ConstantDescs.CD_String;
        return ClassFile.of()
                .build(
                        ClassDesc.of(className),
                        type -> type.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER)
                                .withMethodBody(
                                        "parts", MethodTypeDesc.of(string.arrayType()), ClassFile.ACC_STATIC, code -> {
                                            code.loadConstant(pieces).anewarray(string);
                                            for (int i = 0; i < pieces; i++) {
                                                int end = Math.min(text.length(), (i + 1) * PIECE);
                                                code.dup().loadConstant(i);
                                                code.loadConstant(text.substring(i * PIECE, end))
                                                        .aastore();
                                            }
                                            code.areturn();
                                        }));
    }
}
