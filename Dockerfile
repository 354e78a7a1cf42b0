FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=optional --ignore-scripts
COPY .swcrc ./
COPY scripts ./scripts
COPY src ./src
# swc's binary for this platform is an optional package and only needed to build.
RUN npm install --no-save --ignore-scripts @swc/core && node scripts/build.mjs && npm prune --omit=dev --omit=optional

FROM node:22-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
USER node
EXPOSE 4000
# The flags of `npm start`; docs/operations.md says why.
CMD ["node", "--max-semi-space-size=64", "--min-semi-space-size=64", "dist/main.js"]
