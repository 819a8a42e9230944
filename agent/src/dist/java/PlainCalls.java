import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Compiles some invokedynamic calls of class files to plain code. Such a call makes a class when it is first reached, which
 * costs a millisecond and the first one many; an AOT cache keeps it for lambdas, but not for type switches and the
 * methods of records (JDK 25). Each becomes a call of a private method that does the same.
 */
final class PlainCalls {

    private final ClassFile files;

    /** @param classes finds every class that the jars name: frames of changed methods are computed from them */
    PlainCalls(ClassLoader classes) {
        this.files = ClassFile.of(ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(classes).orElse(ClassHierarchyResolver.defaultResolver())));
    }

    private record Method(String name, MethodTypeDesc type, Consumer<CodeBuilder> body) {}

    /** Returns the class file without such calls; the same one when it has none. */
    byte[] straighten(byte[] original) {
        ClassModel model = files.parse(original);
        boolean inInterface = (model.flags().flagsMask() & ClassFile.ACC_INTERFACE) != 0;
        List<Method> added = new ArrayList<>();
        ClassTransform calls =
                ClassTransform.transformingMethodBodies(CodeTransform.ofStateful(() -> (code, element) -> {
                    Consumer<CodeBuilder> body = element instanceof InvokeDynamicInstruction call ? body(call) : null;
                    if (body == null) {
                        code.with(element);
                        return;
                    }
                    InvokeDynamicInstruction call = (InvokeDynamicInstruction) element;
                    Method method = new Method("plain$" + added.size(), call.typeSymbol(), body);
                    added.add(method);
                    code.invokestatic(model.thisClass().asSymbol(), method.name, method.type, inInterface);
                }));
        ClassTransform methods = ClassTransform.endHandler(type -> {
            for (Method method : added) {
                int flags = ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC;
                type.withMethodBody(method.name, method.type, flags, method.body);
            }
        });
        byte[] changed = files.transformClass(model, calls.andThen(methods));
        return added.isEmpty() ? original : changed;
    }

    /** What does the same as a call, or null for calls that stay. */
    private static Consumer<CodeBuilder> body(InvokeDynamicInstruction call) {
        Consumer<CodeBuilder> body = TypeSwitch.body(call);
        return body == null ? RecordMethod.body(call) : body;
    }
}
