using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Transship.Registry.Apis;

namespace Transship.Providers.AwsEcr;

/// <summary>Calls the API of ECR by AWS JSON 1.1: every action is a POST to the root.</summary>
internal sealed class AwsEcrApi(ApiClient api, AwsEcrAddress address) : IDisposable
{
    private readonly string _target = address.IsPublic ? "SpencerFrontendService" : "AmazonEC2ContainerRegistry_V20150921";

    public async Task<TAnswer> CallAsync<TRequest, TAnswer>(
        string action, TRequest request, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TAnswer> answerType, string operation, CancellationToken cancellationToken)
        where TAnswer : class
    {
        var answer = await api.SendAsync(
            new ApiRequest(HttpMethod.Post, "", operation)
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(request, requestType),
                ContentType = "application/x-amz-json-1.1",
                Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["X-Amz-Target"] = $"{_target}.{action}" },
            },
            cancellationToken);
        return answer.Read(answerType);
    }

    public void Dispose() => api.Dispose();
}
