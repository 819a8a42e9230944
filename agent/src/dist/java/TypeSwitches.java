import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;

/**
 * Compiles the type switches of class files to plain code. A {@code switch} over types is an invokedynamic call that
 * makes a class when it is first reached; no AOT cache keeps that class (JDK 25), so each costs up to a millisecond of
 * every run, and the first one many. Here each becomes a method with one instanceof a label, which does the same.
 */
final class TypeSwitches {

    private static final ClassDesc BOOTSTRAPS = ClassDesc.of("java.lang.runtime.SwitchBootstraps");

    private final ClassFile files;

    /** @param classes finds every class that the jars name: frames of changed methods are computed from them */
    TypeSwitches(ClassLoader classes) {
        this.files = ClassFile.of(ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(classes).orElse(ClassHierarchyResolver.defaultResolver())));
    }

    /** Returns the class file without type switches; the same one when it has none. */
    byte[] straighten(byte[] original) {
        ClassModel model = files.parse(original);
        List<Switch> found = new ArrayList<>();
        ClassTransform calls =
                ClassTransform.transformingMethodBodies(CodeTransform.ofStateful(() -> (code, element) -> {
                    if (element instanceof InvokeDynamicInstruction call && plain(call)) {
                        Switch replaced =
                                new Switch("typeSwitch$" + found.size(), call.typeSymbol(), call.bootstrapArgs());
                        found.add(replaced);
                        code.invokestatic(
                                model.thisClass().asSymbol(), replaced.name, replaced.type, isInterface(model));
                    } else {
                        code.with(element);
                    }
                }));
        ClassTransform methods = ClassTransform.endHandler(type -> {
            for (Switch replaced : found) {
                int flags = ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC;
                type.withMethodBody(replaced.name, replaced.type, flags, replaced::write);
            }
        });
        byte[] changed = files.transformClass(model, calls.andThen(methods));
        return found.isEmpty() ? original : changed;
    }

    /** Labels that are types or texts; an enum constant among types would need its class first. */
    private static boolean plain(InvokeDynamicInstruction call) {
        return call.bootstrapMethod().owner().equals(BOOTSTRAPS)
                && call.bootstrapMethod().methodName().equals("typeSwitch")
                && call.bootstrapArgs().stream()
                        .allMatch(label -> label instanceof ClassDesc || label instanceof String);
    }

    private static boolean isInterface(ClassModel model) {
        return (model.flags().flagsMask() & ClassFile.ACC_INTERFACE) != 0;
    }

    /** One switch: the method takes the object and the label to start from, and returns the label that fits. */
    private record Switch(String name, MethodTypeDesc type, List<ConstantDesc> labels) {

        void write(CodeBuilder code) {
            Label none = code.newLabel();
            Label unset = code.newLabel();
            code.aload(0).ifnull(unset);
            for (int i = 0; i < labels.size(); i++) {
                Label next = code.newLabel();
                code.iload(1).loadConstant(i).if_icmpgt(next);
                switch (labels.get(i)) {
                    case ClassDesc label -> code.aload(0).instanceOf(label);
                    case String label ->
                        code.loadConstant(label)
                                .aload(0)
                                .invokevirtual(
                                        ConstantDescs.CD_String,
                                        "equals",
                                        MethodTypeDesc.of(ConstantDescs.CD_boolean, ConstantDescs.CD_Object));
                    default -> throw new IllegalStateException();
                }
                code.ifeq(next).loadConstant(i).return_(TypeKind.INT).labelBinding(next);
            }
            code.labelBinding(none).loadConstant(labels.size()).return_(TypeKind.INT);
            code.labelBinding(unset).loadConstant(-1).return_(TypeKind.INT);
        }
    }
}
