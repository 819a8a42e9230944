import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.function.Consumer;

/**
 * {@code equals} and {@code hashCode} of a record, as java.lang.runtime.ObjectMethods does them. Its {@code toString} stays
 * as it is, since nothing on the way of a command calls it.
 */
final class RecordMethod {

    private static final ClassDesc BOOTSTRAPS = ClassDesc.of("java.lang.runtime.ObjectMethods");
    private static final ClassDesc OBJECTS = ClassDesc.of("java.util.Objects");

    private RecordMethod() {}

    static Consumer<CodeBuilder> body(InvokeDynamicInstruction call) {
        if (!call.bootstrapMethod().owner().equals(BOOTSTRAPS)) {
            return null;
        }
        ClassDesc type = (ClassDesc) call.bootstrapArgs().getFirst();
        List<ConstantDesc> fields =
                call.bootstrapArgs().subList(2, call.bootstrapArgs().size());
        return switch (call.name().stringValue()) {
            case "equals" -> code -> equals(code, type, fields);
            case "hashCode" -> code -> hash(code, type, fields);
            default -> null;
        };
    }

    private static void equals(CodeBuilder code, ClassDesc type, List<ConstantDesc> fields) {
        Label no = code.newLabel();
        Label compare = code.newLabel();
        code.aload(0).aload(1).if_acmpne(compare).loadConstant(1).return_(TypeKind.INT);
        code.labelBinding(compare).aload(1).instanceOf(type).ifeq(no);
        for (ConstantDesc field : fields) {
            ClassDesc kind = get(code, 0, type, field);
            code.aload(1).checkcast(type);
            code.getfield(type, name(field), kind);
            if (!kind.isPrimitive()) {
                code.invokestatic(
                                OBJECTS,
                                "equals",
                                MethodTypeDesc.of(
                                        ConstantDescs.CD_boolean, ConstantDescs.CD_Object, ConstantDescs.CD_Object))
                        .ifeq(no);
            } else {
                // compare() of the wrapper is == for whole numbers and what is asked for with the others
                code.invokestatic(wrapper(kind), "compare", MethodTypeDesc.of(ConstantDescs.CD_int, kind, kind))
                        .ifne(no);
            }
        }
        code.loadConstant(1).return_(TypeKind.INT);
        code.labelBinding(no).loadConstant(0).return_(TypeKind.INT);
    }

    private static void hash(CodeBuilder code, ClassDesc type, List<ConstantDesc> fields) {
        code.loadConstant(0);
        for (ConstantDesc field : fields) {
            code.loadConstant(31).imul();
            ClassDesc kind = get(code, 0, type, field);
            code.invokestatic(
                    kind.isPrimitive() ? wrapper(kind) : OBJECTS,
                    "hashCode",
                    MethodTypeDesc.of(ConstantDescs.CD_int, kind.isPrimitive() ? kind : ConstantDescs.CD_Object));
            code.iadd();
        }
        code.return_(TypeKind.INT);
    }

    /** Puts a field of the object in a local variable on the stack, and returns the field's type. */
    private static ClassDesc get(CodeBuilder code, int local, ClassDesc type, ConstantDesc field) {
        ClassDesc kind = ((DirectMethodHandleDesc) field).invocationType().returnType();
        code.aload(local).getfield(type, name(field), kind);
        return kind;
    }

    private static String name(ConstantDesc field) {
        return ((DirectMethodHandleDesc) field).methodName();
    }

    private static ClassDesc wrapper(ClassDesc primitive) {
        return switch (primitive.descriptorString()) {
            case "Z" -> ConstantDescs.CD_Boolean;
            case "B" -> ConstantDescs.CD_Byte;
            case "C" -> ConstantDescs.CD_Character;
            case "S" -> ConstantDescs.CD_Short;
            case "I" -> ConstantDescs.CD_Integer;
            case "J" -> ConstantDescs.CD_Long;
            case "F" -> ConstantDescs.CD_Float;
            case "D" -> ConstantDescs.CD_Double;
            default -> throw new IllegalStateException(primitive.descriptorString());
        };
    }
}
