using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;

namespace Transship.Runtime.Caching;

internal sealed partial class Reflector<TEntity>
    where TEntity : class, IKubernetesObject
{
    /// <summary>One watch: takes its frames in order.</summary>
    private sealed class Watch(Reflector<TEntity> reflector, InitialState<TEntity>? initial)
    {
        // R5: a watch from no version begins with the present objects in no order of versions.
        private bool _isReplaying = initial is null && reflector._version is null or "" or "0";

        internal int Frames { get; private set; }

        /// <summary>Takes one frame; returns a failure when the frame is one.</summary>
        internal WatchFailure? Take(WatchEvent<TEntity> frame)
        {
            Frames++;
            switch (frame.Type)
            {
                case WatchEventType.Error:
                    return WatchFailure.Of(frame.Error);
                case WatchEventType.Added or WatchEventType.Modified or WatchEventType.Deleted or WatchEventType.Bookmark when frame.Object is { } entity:
                    Take(frame.Type, Slimming.Slim(entity));
                    return null;
                default:
                    reflector._metrics.FrameSkipped(Kind);
                    Log.Skipped(reflector._logger, Kind, frame.Error?.Message ?? $"a frame of type {frame.Type} without an object");
                    return null; // R13
            }
        }

        private void Take(WatchEventType type, TEntity entity)
        {
            reflector._internalErrorSince = null;
            reflector._hasJustExpired = false;
            if (initial is { IsComplete: false })
            {
                Gather(type, entity);
                return;
            }

            if (type is WatchEventType.Added or WatchEventType.Modified)
            {
                reflector._target.Upsert(entity);
            }
            else if (type == WatchEventType.Deleted)
            {
                reflector._target.Remove(entity); // R11
            }

            _isReplaying &= type == WatchEventType.Added;
            if (!_isReplaying && entity.Metadata.ResourceVersion is { Length: > 0 } version)
            {
                reflector._version = version; // R5
            }
        }

        private void Gather(WatchEventType type, TEntity entity)
        {
            switch (type)
            {
                case WatchEventType.Deleted:
                    initial!.Remove(entity);
                    break;
                case WatchEventType.Bookmark when InitialState<TEntity>.EndsWith(entity):
                    reflector._target.Replace(reflector._options.Namespace, initial!.Complete());
                    reflector._version = entity.Metadata.ResourceVersion;
                    reflector._versionUnavailable = false;
                    reflector.LastError = null;
                    break;
                case WatchEventType.Bookmark:
                    break;
                default:
                    initial!.Upsert(entity);
                    break;
            }
        }
    }
}
