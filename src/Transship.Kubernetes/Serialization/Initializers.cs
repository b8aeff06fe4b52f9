using System.Reflection;
using System.Text.Json.Serialization.Metadata;

namespace Transship.Kubernetes.Serialization;

/// <summary>
/// Generated contracts assign every init-only property as they construct an object, those that JSON does not name with the default of their type: what the
/// initializers say would be lost. Here the object is constructed first, and only what JSON names is set.
/// </summary>
internal static class Initializers
{
    internal static void Keep(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object || type.CreateObject is not null
            || type.ConstructorAttributeProvider is not ConstructorInfo constructor || constructor.GetParameters().Length > 0)
        {
            return;
        }

        var create = ConstructorInvoker.Create(constructor);
        type.CreateObject = () => create.Invoke();
        foreach (var property in type.Properties)
        {
            if (property.AttributeProvider is PropertyInfo { SetMethod: { } setter })
            {
                var set = MethodInvoker.Create(setter);
                property.Set = (target, value) => set.Invoke(target, value);
            }
        }
    }
}
