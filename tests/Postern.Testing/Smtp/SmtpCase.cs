using System.Text.Json;

namespace Postern.Testing.Smtp;

/// <summary>A wire dialogue with what is expected of it.</summary>
/// <param name="Id">Name that is shown in the list of tests.</param>
/// <param name="Level">MUST, SHOULD or POLICY.</param>
/// <param name="Profile">From where and over what the connection comes.</param>
/// <param name="Description">One sentence.</param>
/// <param name="IsClient">The harness plays the receiving peer.</param>
/// <param name="Session">The steps.</param>
/// <param name="After">What must hold afterwards.</param>
/// <param name="Requires">Keywords without which the case is left out.</param>
/// <param name="UnlessAnnounced">Keywords with which the case is left out; a fixture may turn them off instead.</param>
/// <param name="Overrides">Settings of the server for this case.</param>
/// <param name="Repeat">How often the session is run.</param>
/// <param name="ParallelBefore">Connections that are opened first and stay.</param>
/// <param name="FixtureQueue">What a client's queue holds.</param>
public sealed record SmtpCase(
    string Id, string Level, string Profile, string Description, bool IsClient, IReadOnlyList<SmtpCaseStep> Session,
    IReadOnlyDictionary<string, JsonElement> After, IReadOnlyList<string> Requires, IReadOnlyList<string> UnlessAnnounced,
    IReadOnlyDictionary<string, int> Overrides, int Repeat, int ParallelBefore, string? FixtureQueue);

/// <summary>One step of a dialogue.</summary>
/// <param name="Send">Octets to send; may be none.</param>
/// <param name="Expect">What comes next.</param>
/// <param name="ExpectText">Regular expression found in the whole reply.</param>
/// <param name="NotText">Regular expression that is not.</param>
/// <param name="PolicyExpect">The code that a closed circle demands where <paramref name="Expect"/> is more tolerant.</param>
/// <param name="Quiet">After the expected replies nothing may come within this time.</param>
/// <param name="Patience">How long to wait for a reply.</param>
/// <param name="OctetPause">One octet a write, this far apart.</param>
/// <param name="Optional">The connection may be closed already.</param>
/// <param name="Stepwise">One line at a time, and its reply.</param>
/// <param name="MustStop">A repetition must meet its stop.</param>
/// <param name="HalfClose">Nothing more will be sent.</param>
/// <param name="ThenClose">The harness drops the connection.</param>
/// <param name="Raw">Octets go past TLS.</param>
/// <param name="Control">Something done from outside before the step.</param>
/// <param name="Check">A check of the reply, by name.</param>
/// <param name="Save">Name under which the reply is kept.</param>
/// <param name="SameAs">Name of a reply that this one must equal.</param>
/// <param name="Tls">The handshake to do.</param>
public sealed record SmtpCaseStep(
    byte[] Send, JsonElement Expect, string? ExpectText, string? NotText, string? PolicyExpect, TimeSpan? Quiet, TimeSpan? Patience,
    TimeSpan? OctetPause, bool Optional, bool Stepwise, bool MustStop, bool HalfClose, bool ThenClose, bool Raw, string? Control,
    string? Check, string? Save, string? SameAs, SmtpCaseTls? Tls);

/// <summary>A TLS handshake of a case.</summary>
/// <param name="Certificate">Certificate that the harness shows.</param>
/// <param name="Maximum">Highest version it speaks, or null.</param>
/// <param name="MaySucceed">Whether it may succeed.</param>
/// <param name="MayFail">Whether it may fail.</param>
public sealed record SmtpCaseTls(string Certificate, string? Maximum, bool MaySucceed, bool MayFail);
