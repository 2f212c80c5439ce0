"""Tokens: a JWT names a user, who must exist."""
from datetime import timedelta

import jwt
from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed

ALGORITHM = "HS256"


def token_for(user_id):
    claims = {"user_id": user_id, "exp": timezone.now() + timedelta(hours=1)}
    return jwt.encode(claims, settings.SECRET_KEY, ALGORITHM)


def find_user(token):
    """The user that a token names; None if the token is not valid or the user does not exist."""
    try:
        claims = jwt.decode(token, settings.SECRET_KEY, [ALGORITHM], options={"require": ["exp"]})
    except jwt.InvalidTokenError:
        return None
    return User.objects.filter(pk=claims.get("user_id"), is_active=True).first()


class BearerAuthentication(BaseAuthentication):
    """Authenticates a REST request by `Authorization: Bearer`."""

    def authenticate(self, request):
        scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme != "Bearer":
            return None
        user = find_user(token)
        if user is None:
            raise AuthenticationFailed("invalid token")
        return user, token

    def authenticate_header(self, request):
        return "Bearer"
