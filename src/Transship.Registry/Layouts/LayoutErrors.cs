using Transship.Registry.Errors;

namespace Transship.Registry.Layouts;

/// <summary>Says what a disk does wrong in the terms of the data plane.</summary>
internal static class LayoutErrors
{
    public static async Task<T> TranslateAsync<T>(string root, Func<Task<T>> action)
    {
        try
        {
            return await action();
        }
        catch (UnauthorizedAccessException e)
        {
            throw new RegistryException(RegistryErrorKind.PermissionDenied, $"The directory {root} may not be written; give the program the right to do so.", e);
        }
        catch (IOException e)
        {
            throw new RegistryException(RegistryErrorKind.Unavailable, $"The directory {root} cannot be written: {e.Message.TrimEnd('.')}.", e);
        }
    }
}
