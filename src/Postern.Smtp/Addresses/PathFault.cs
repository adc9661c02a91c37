namespace Postern.Smtp.Addresses;

/// <summary>Why a path is not one.</summary>
enum PathFault
{
    /// <summary>It is one.</summary>
    None,

    /// <summary>Brackets, quotes, dots or characters where they may not stand.</summary>
    Syntax,

    /// <summary>A source route (RFC 5321 Appendix C), which is declined.</summary>
    SourceRoute,

    /// <summary>Longer than RFC 5321 §4.5.3.1 allows.</summary>
    TooLong,

    /// <summary>The domain is not one.</summary>
    Domain,

    /// <summary>UTF-8 without SMTPUTF8 (RFC 6531 §3.5).</summary>
    Utf8,
}
