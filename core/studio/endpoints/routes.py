"""Every address and who answers it."""

from __future__ import annotations

from typing import Final

from starlette.routing import Route

from core.studio.endpoints import accounts, claims, exports, files, projects, turns

_SESSION: Final = "nemo_agent/me/{session_id}"
_RENDER: Final = "/api/render/proxy"

ROUTES: Final = (
    Route("/api/auth/anonymous-token", accounts.anonymous_token, methods=["POST"]),
    Route("/api/auth/claim-token", claims.issue, methods=["POST"]),
    Route("/api/credits/balance/simple", accounts.balance, methods=["GET"]),
    Route("/api/tasks/me/with-session/nemo_agent", projects.create, methods=["POST"]),
    Route(f"/api/state/{_SESSION}/latest", projects.latest, methods=["GET"]),
    Route(f"/api/upload-video/{_SESSION}", files.upload, methods=["POST"]),
    Route("/run_sse", turns.run, methods=["POST"]),
    Route("/run_sse/{turn_id}/cancel", turns.cancel, methods=["POST"]),
    Route(f"{_RENDER}/lambda", exports.submit, methods=["POST"]),
    Route(f"{_RENDER}/lambda/{{render_id}}", exports.status, methods=["GET"]),
    Route(f"{_RENDER}/lambda/{{render_id}}/cancel", exports.cancel, methods=["POST"]),
    Route(f"{_RENDER}/{{render_id}}/download", exports.download, methods=["GET"]),
    Route("/files/{kind}/{target}/{expires}/{signature}/{name}", files.linked, methods=["GET"]),
    Route("/workspace/claim", claims.page, methods=["GET"]),
)
