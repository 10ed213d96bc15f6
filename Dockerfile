# Small, non-root, read-only root: run with
#   docker run --read-only --tmpfs /tmp -v postern:/var/lib/postern -v ./postern:/etc/postern:ro -p 587:587 -p 8080:8080 postern
# In postern.yaml then: `data: /var/lib/postern` (queue, blobs and keys follow it) and `listen: { portal: { host: 0.0.0.0 } }`, with TLS in front of it or
# by `cert` and `key`. The health check asks 127.0.0.1:9464, where `listen.metrics` is unless it was moved.
FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN node node_modules/typescript/bin/tsc -p tsconfig.build.json && npm prune --omit=dev --omit=optional --ignore-scripts

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /opt/postern
COPY --from=build /build/package.json /build/LICENSE ./
COPY --from=build /build/bin ./bin
COPY --from=build /build/dist ./dist
COPY --from=build /build/policies ./policies
COPY --from=build /build/node_modules ./node_modules
RUN install -d -o node -g node -m 0700 /var/lib/postern && ln -s /opt/postern/bin/postern /usr/local/bin/postern
USER node
VOLUME /var/lib/postern
EXPOSE 587 8080 9464
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD node -e "fetch('http://127.0.0.1:9464/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"
STOPSIGNAL SIGTERM
ENTRYPOINT ["postern"]
CMD ["start", "-c", "/etc/postern/postern.yaml"]
