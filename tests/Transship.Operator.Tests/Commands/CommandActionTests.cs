using System.Net;
using Transship.Api;
using Transship.Operator.Commands;
using Transship.Operator.Endpoints;
using Transship.Registry.Errors;
using Transship.Testing.Kubernetes;

namespace Transship.Operator.Tests.Commands;

public sealed class CommandActionTests
{
    public static TheoryData<Exception, int> Errors => new()
    {
        { new ReasonedException(ConditionReasons.InvalidSpec, "sentence"), ExitCodes.BadInput },
        { new ReasonedException(ConditionReasons.SecretNotFound, "sentence"), ExitCodes.BadInput },
        { new RegistryException(RegistryErrorKind.InvalidReference, "sentence"), ExitCodes.BadInput },
        { new RegistryException(RegistryErrorKind.AuthenticationFailed, "sentence"), ExitCodes.BadInput },
        { new RegistryException(RegistryErrorKind.Unavailable, "sentence"), ExitCodes.Failure },
        { Failures.Of(HttpStatusCode.Forbidden, "Forbidden", "sentence"), ExitCodes.Failure },
        { new IOException("sentence"), ExitCodes.Failure },
        { new UnauthorizedAccessException("sentence"), ExitCodes.Failure },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public void Explain_KnownError_IsItsSentence(Exception error, int exitCode) => Assert.Equal(("sentence", exitCode), CommandAction.Explain(error));

    [Fact]
    public void Explain_UnforeseenError_IsOneLineToo() =>
        Assert.Equal(("Unexpected InvalidTimeZoneException: odd", ExitCodes.Failure), CommandAction.Explain(new InvalidTimeZoneException("odd")));

    [Fact]
    public async Task Run_BodyEnds_GivesItsExitCode() => Assert.Equal(7, await CommandAction.RunAsync(_ => Task.FromResult(7), CancellationToken.None));

    [Fact]
    public async Task Run_BodyThrows_GivesTheExitCodeOfTheError() =>
        Assert.Equal(ExitCodes.BadInput, await CommandAction.RunAsync(_ => throw new ReasonedException(ConditionReasons.InvalidSpec, "[not markup]"), CancellationToken.None));

    [Fact]
    public async Task Run_Interrupted_SaysSo()
    {
        using var signal = new CancellationTokenSource();
        await signal.CancelAsync();
        Assert.Equal(ExitCodes.Interrupted, await CommandAction.RunAsync(token => Task.FromCanceled<int>(token), signal.Token));
    }

    [Fact]
    public async Task Run_CancelledByNobody_IsAFailure() =>
        Assert.Equal(ExitCodes.Failure, await CommandAction.RunAsync(_ => throw new OperationCanceledException(), CancellationToken.None));
}
