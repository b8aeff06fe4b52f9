using System.Net;
using System.Text.Json.Nodes;
using Transship.Kubernetes.Authentication;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Configuration;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;
using Transship.Testing.Http;

namespace Transship.Kubernetes.Tests.Client;

public sealed class KubernetesClientTests : ClientFixture
{
    [Fact]
    public async Task GetAsync_StoredObject_IsRead()
    {
        Server.On($"GET {Path}/a", Answer.Json(Json("a", size: 3)));

        var gadget = await Client.GetAsync<Gadget>("a", null, None);

        Assert.Equal(3, gadget!.Spec.Size);
        Assert.Null(gadget.Status);
    }

    [Fact]
    public async Task GetAsync_NoSuchObject_IsNull()
    {
        Server.On($"GET {Path}/a", Answer.Refuse(404, "NotFound", "gadgets.example.org \"a\" not found"));

        Assert.Null(await Client.GetAsync<Gadget>("a", "default", None));
    }

    [Fact]
    public async Task GetAsync_CoreClusterScopedKind_HasTheShortPath()
    {
        Server.On("GET /api/v1/namespaces/x", Answer.Json("""{"metadata":{"name":"x"}}"""));

        Assert.Equal("x", (await Client.GetAsync<V1Namespace>("x", null, None))!.Metadata.Name);
    }

    [Fact]
    public async Task ListAsync_AllParameters_AreSentAndThePageIsRead()
    {
        Server.On(
            $"GET {Path}?labelSelector=a%3Db&fieldSelector=metadata.name%3Dx&limit=2&continue=t%2B%3D&resourceVersion=7&resourceVersionMatch=Exact",
            Answer.Json($$"""{"metadata":{"resourceVersion":"9","continue":"next","remainingItemCount":5},"items":[{{Json("a")}},{{Json("b")}}]}"""));

        var page = await Client.ListAsync<Gadget>(
            new ListQuery
            {
                Namespace = "default",
                LabelSelector = "a=b",
                FieldSelector = "metadata.name=x",
                Limit = 2,
                Continue = "t+=",
                ResourceVersion = "7",
                ResourceVersionMatch = "Exact",
            },
            None);

        Assert.Equal(["a", "b"], page.Items.Select(item => item.Metadata.Name));
        Assert.Equal(("9", "next", 5L), (page.Metadata.ResourceVersion, page.Metadata.Continue, page.Metadata.RemainingItemCount!.Value));
    }

    [Fact]
    public async Task R13_ListAsync_UndecodableItem_IsNamedAndTheRestIsRead()
    {
        var broken = Json("b", @namespace: "other").Replace("\"size\":1", "\"size\":\"large\"", StringComparison.Ordinal);
        Server.On($"GET {Everywhere}", Answer.Json($$"""{"metadata":{"resourceVersion":"9"},"items":[{{Json("a")}},{{broken}},{{Json("c")}}]}"""));

        var page = await Client.ListAsync<Gadget>(new ListQuery(), None);

        Assert.Equal(["a", "c"], page.Items.Select(item => item.Metadata.Name));
        var problem = Assert.Single(page.Undecodable);
        Assert.Equal(new NamespacedName("other", "b"), problem.Key);
        Assert.Contains("$.spec.size", problem.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreateAsync_Entity_IsPostedToItsNamespace()
    {
        Server.On($"POST {Path}", Answer.Json(Json("a", version: "5"), 201));

        var created = await Client.CreateAsync(Named("a"), None);

        Assert.Equal("5", created.Metadata.ResourceVersion);
        var sent = JsonNode.Parse(Server.Requests.Single().Body)!;
        Assert.Equal("example.org/v1", sent["apiVersion"]!.GetValue<string>());
        Assert.Equal(7, sent["spec"]!["size"]!.GetValue<int>());
        Assert.Null(sent["status"]);
    }

    [Fact]
    public async Task CreateAsync_NameTaken_SaysSo()
    {
        Server.On($"POST {Path}", Answer.Refuse(409, "AlreadyExists", "gadgets.example.org \"a\" already exists"));

        var thrown = await Assert.ThrowsAsync<KubernetesException>(() => Client.CreateAsync(Named("a"), None));

        Assert.True(thrown.IsAlreadyExists);
        Assert.False(thrown.IsConflict);
    }

    [Fact]
    public async Task W1_UpdateAsync_StaleVersion_IsAConflict()
    {
        Server.On($"PUT {Path}/a", Answer.Refuse(409, "Conflict", "the object has been modified"));
        var stale = Named("a") with { Metadata = new V1ObjectMeta { Name = "a", Namespace = "default", ResourceVersion = "4" } };

        var thrown = await Assert.ThrowsAsync<KubernetesException>(() => Client.UpdateAsync(stale, None));

        Assert.True(thrown.IsConflict);
        Assert.Equal("4", JsonNode.Parse(Server.Requests.Single().Body)!["metadata"]!["resourceVersion"]!.GetValue<string>());
    }

    [Fact]
    public async Task W5_PatchAsync_ServerSideApplyOfTheStatus_SendsWhatItOwnsOnly()
    {
        Server.On($"PATCH {Path}/a/status?fieldManager=transship&force=true", Answer.Json(Json("a")));
        var gadget = Named("a") with
        {
            Metadata = new V1ObjectMeta { Name = "a", Namespace = "default", ResourceVersion = "4", Uid = "u" },
            Status = new GadgetStatus { Phase = "Done" },
        };

        await Client.PatchAsync<Gadget>("a", "default", Patch.ApplyStatus(gadget, "transship"), None);

        var request = Server.Requests.Single();
        Assert.Equal("application/apply-patch+yaml", request.Headers["Content-Type"]);
        Assert.Equal(
            """{"apiVersion":"example.org/v1","kind":"Gadget","metadata":{"name":"a","namespace":"default"},"status":{"phase":"Done"}}""", request.Body);
    }

    [Fact]
    public async Task PatchAsync_MergeAndJson_HaveTheirMediaTypes()
    {
        Server.On($"PATCH {Path}/a", Answer.Json(Json("a")), times: 2);

        await Client.PatchAsync<Gadget>("a", null, Patch.Merge(new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } }), None);
        await Client.PatchAsync<Gadget>("a", null, Patch.Json([new JsonObject { ["op"] = "test", ["path"] = "/spec/size", ["value"] = 1 }]), None);

        Assert.Equal(["application/merge-patch+json", "application/json-patch+json"], Server.Requests.Select(request => request.Headers["Content-Type"]));
        Assert.Equal("""{"metadata":{"finalizers":null}}""", Server.Requests[0].Body);
        Assert.DoesNotContain("force", Server.Requests[0].Query.Keys);
    }

    [Fact]
    public async Task W9_DeleteAsync_Preconditions_AreSent()
    {
        Server.On($"DELETE {Path}/a", Answer.Json("""{"kind":"Status","status":"Success"}"""));

        var deleted = await Client.DeleteAsync<Gadget>(
            "a", null, new DeleteOptions { Uid = "u", ResourceVersion = "4", Propagation = DeletePropagation.Foreground }, None);

        Assert.True(deleted);
        Assert.Equal(
            """{"kind":"DeleteOptions","apiVersion":"v1","preconditions":{"uid":"u","resourceVersion":"4"},"propagationPolicy":"Foreground"}""",
            Server.Requests.Single().Body);
    }

    [Fact]
    public async Task DeleteAsync_NoSuchObject_IsFalse()
    {
        Server.On($"DELETE {Path}/a", Answer.Refuse(404, "NotFound", "not found"));

        Assert.False(await Client.DeleteAsync<Gadget>("a", null, null, None));
    }

    [Fact]
    public async Task A7_AnyRequest_UserAgent_NamesProductVersionAndComponent()
    {
        Server.On($"GET {Path}/a", Answer.Json(Json("a")));
        using var client = new KubernetesClient(Config with { Component = "operator" }, Clock);

        await client.GetAsync<Gadget>("a", null, None);

        Assert.Matches(@"^transship/\d+\.\d+\.\d+\S* \(linux/\w+\) operator$", Server.Requests.Single().Headers["User-Agent"]);
    }

    [Fact]
    public async Task FieldValidation_Strict_IsAskedOfTheServer()
    {
        Server.On($"POST {Path}?fieldValidation=Strict", Answer.Json(Json("a")));
        using var client = new KubernetesClient(Config with { FieldValidation = FieldValidation.Strict }, Clock);

        await client.CreateAsync(Named("a"), None);
    }

    [Fact]
    public async Task AnyRequest_ServerWithAPath_KeepsThePath()
    {
        Server.On($"GET /k8s/clusters/c-1{Path}/a", Answer.Json(Json("a")));
        using var client = new KubernetesClient(Config with { Server = new Uri(Server.Address, "/k8s/clusters/c-1/") }, Clock);

        Assert.NotNull(await client.GetAsync<Gadget>("a", null, None));
    }

    [Fact]
    public async Task AnyRequest_ErrorThatIsNoStatus_IsOneClearLine()
    {
        Server.On($"GET {Path}/a", Answer.Text("<html>\nbad gateway</html>", "text/html", 502));

        var thrown = await Assert.ThrowsAsync<KubernetesException>(() => Client.GetAsync<Gadget>("a", null, None));

        Assert.Equal(HttpStatusCode.BadGateway, thrown.Code);
        Assert.Equal($"The API server answered 502 to GET {Path}/a: <html> bad gateway</html>", thrown.Message);
    }

    [Fact]
    public async Task AnyRequest_AnswerThatIsNoJson_IsOneClearLine()
    {
        Server.On($"GET {Path}/a", Answer.Text("<html/>", "text/html"));

        var thrown = await Assert.ThrowsAsync<KubernetesException>(() => Client.GetAsync<Gadget>("a", null, None));

        Assert.StartsWith($"The API server's answer to GET {Path}/a cannot be understood", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyRequest_NobodyListens_IsOneClearLine()
    {
        using var client = new KubernetesClient(new KubernetesClientConfig { Server = new Uri("http://127.0.0.1:1"), Origin = "/x/config (context dev)" }, Clock);

        var thrown = await Assert.ThrowsAsync<KubernetesException>(() => client.GetAsync<Gadget>("a", null, None));

        Assert.Equal("The API server http://127.0.0.1:1 cannot be reached: Connection refused; check server in /x/config (context dev).", thrown.Message);
        Assert.Null(thrown.Code);
    }

    [Fact]
    public async Task AnyRequest_ConnectionBreaks_IsAKubernetesException()
    {
        Server.On($"POST {Path}", Answer.Abort());

        var thrown = await Assert.ThrowsAsync<KubernetesException>(() => Client.CreateAsync(Named("a"), None));

        Assert.Null(thrown.Code);
    }

    [Fact]
    public async Task AnyRequest_NoAnswerInTime_IsGivenUp()
    {
        Server.On($"GET {Path}/a", Answer.Silence());

        var get = Client.GetAsync<Gadget>("a", null, None);
        await Server.WhenAskedAsync(1);
        Clock.Advance(TimeSpan.FromSeconds(60));

        var thrown = await Assert.ThrowsAsync<KubernetesException>(() => get);
        Assert.EndsWith($"gave no answer to {Path}/a within 60 s.", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyRequest_CallerCancels_PassesThrough()
    {
        Server.On($"GET {Path}/a", Answer.Silence());
        using var cancel = new CancellationTokenSource();

        var get = Client.GetAsync<Gadget>("a", null, cancel.Token);
        await Server.WhenAskedAsync(1);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => get);
    }

    [Fact]
    public async Task AnyRequest_CredentialCannotBeHad_IsAKubernetesException()
    {
        using var client = new KubernetesClient(Config with { Credentials = new TokenFile("/nowhere/token", Clock) }, Clock);

        var thrown = await Assert.ThrowsAsync<KubernetesException>(() => client.GetAsync<Gadget>("a", null, None));

        Assert.StartsWith("/nowhere/token: the token cannot be read: ", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyRequest_AnswerBeyondTheBound_IsRefused()
    {
        Server.On($"GET {Path}/a", Answer.Json(Json("a") + new string(' ', 16 << 20)));

        var thrown = await Assert.ThrowsAsync<KubernetesException>(() => Client.GetAsync<Gadget>("a", null, None));

        Assert.Contains("the answer is larger than 16 MiB", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyRequest_Proxy_IsAskedForTheServer()
    {
        Server.On($"GET {Path}/a", Answer.Json(Json("a")));
        var config = new KubernetesClientConfig { Server = new Uri("http://kubernetes.invalid:6443"), Proxy = new WebProxy(Server.Address) };
        using var client = new KubernetesClient(config, Clock);

        Assert.NotNull(await client.GetAsync<Gadget>("a", null, None));
        Assert.Equal("kubernetes.invalid:6443", Server.Requests.Single().Headers["Host"]);
    }

    [Fact]
    public async Task AnyRequest_Impersonation_IsAskedFor()
    {
        Server.On($"GET {Path}/a", Answer.Json(Json("a")));
        using var client = new KubernetesClient(Config with { Impersonate = new Impersonation("jane") { Groups = ["dev", "ops"], Uid = "7" } }, Clock);

        await client.GetAsync<Gadget>("a", null, None);

        var headers = Server.Requests.Single().Headers;
        Assert.Equal(("jane", "dev,ops", "7"), (headers["Impersonate-User"], headers["Impersonate-Group"].Replace(" ", "", StringComparison.Ordinal), headers["Impersonate-Uid"]));
    }

    [Fact]
    public async Task A3_AnyRequest_Limiter_HoldsBackPastTheBurstUnlessItIsOff()
    {
        Server.On($"GET {Path}/a", Answer.Json(Json("a")), times: 5);
        using var limited = new KubernetesClient(Config with { QueriesPerSecond = 1, Burst = 2 }, Clock);
        using var free = new KubernetesClient(Config with { QueriesPerSecond = 0 }, Clock);
        await limited.GetAsync<Gadget>("a", null, None);
        await limited.GetAsync<Gadget>("a", null, None);

        var third = limited.GetAsync<Gadget>("a", null, None);
        await Clock.WhenWaitingAsync(TimeSpan.FromSeconds(1));
        await free.GetAsync<Gadget>("a", null, None);
        Assert.Equal(3, Server.Requests.Count);
        Clock.Advance(TimeSpan.FromSeconds(1));
        await third;
        await free.GetAsync<Gadget>("a", null, None);
    }

    [Theory]
    [InlineData("33", true)]
    [InlineData("29+", true)]
    [InlineData("20", false)]
    [InlineData("", false)]
    public async Task GetServerVersionAsync_Answer_IsComparable(string minor, bool isAtLeast)
    {
        Server.On("GET /version", Answer.Json($$"""{"major":"1","minor":"{{minor}}","gitVersion":"v1"}"""));

        Assert.Equal(isAtLeast, (await Client.GetServerVersionAsync(None)).IsAtLeast(1, 29));
    }

    [Fact]
    public async Task GetAsync_EmptyNamespace_IsTheDefaultOne()
    {
        Server.On($"GET {Path}/a", Answer.Json(Json("a")));

        Assert.NotNull(await Client.GetAsync<Gadget>("a", "", None));
    }

    [Fact]
    public async Task GetAsync_EmptyName_IsRefusedBeforeItIsSent() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Client.GetAsync<Gadget>("", null, None));
}
