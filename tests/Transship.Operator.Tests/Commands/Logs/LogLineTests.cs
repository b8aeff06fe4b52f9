using Transship.Operator.Commands.Logs;

namespace Transship.Operator.Tests.Commands.Logs;

public sealed class LogLineTests
{
    [Fact]
    public void Read_LineOfATask_IsForPeople() => Assert.Equal(
        "2026-01-01T00:00:00.000Z Information t-1 library/app:v1 was removed",
        LogLine.Read("""{"time":"2026-01-01T00:00:00.000Z","level":"Information","message":"library/app:v1 was removed","task":"t-1","attempt":1}""").ToString());

    [Theory]
    [InlineData("no JSON")]
    [InlineData("[1]")]
    public void Read_AnythingElse_IsShownAsItIs(string text) => Assert.Equal(text, LogLine.Read(text).ToString());
}
