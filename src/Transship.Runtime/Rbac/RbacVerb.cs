namespace Transship.Runtime.Rbac;

/// <summary>What a role may do.</summary>
[Flags]
public enum RbacVerbs
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Read one object.</summary>
    Get = 1,

    /// <summary>Read a collection.</summary>
    List = 2,

    /// <summary>Follow a collection.</summary>
    Watch = 4,

    /// <summary>Create objects.</summary>
    Create = 8,

    /// <summary>Replace objects.</summary>
    Update = 16,

    /// <summary>Change objects in part, server-side apply included.</summary>
    Patch = 32,

    /// <summary>Delete objects.</summary>
    Delete = 64,

    /// <summary>Read and follow.</summary>
    ReadOnly = Get | List | Watch,

    /// <summary>All of them.</summary>
    All = ReadOnly | Create | Update | Patch | Delete,
}
