import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.function.Consumer;

/**
 * A {@code switch} over types, as java.lang.runtime.SwitchBootstraps does it: takes the object and the label to start
 * from, and returns the label that fits.
 */
final class TypeSwitch {

    private static final ClassDesc BOOTSTRAPS = ClassDesc.of("java.lang.runtime.SwitchBootstraps");

    private TypeSwitch() {}

    /** Labels have to be types or texts; an enum constant among types would need its class first. */
    static Consumer<CodeBuilder> body(InvokeDynamicInstruction call) {
        boolean plain = call.bootstrapMethod().owner().equals(BOOTSTRAPS)
                && call.bootstrapMethod().methodName().equals("typeSwitch")
                && call.bootstrapArgs().stream()
                        .allMatch(label -> label instanceof ClassDesc || label instanceof String);
        return plain ? code -> write(code, call.bootstrapArgs()) : null;
    }

    private static void write(CodeBuilder code, List<ConstantDesc> labels) {
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
        code.loadConstant(labels.size()).return_(TypeKind.INT);
        code.labelBinding(unset).loadConstant(-1).return_(TypeKind.INT);
    }
}
