"""The environment that a container finds, as Kubernetes makes it of a pod, its Secrets and nothing else.

Source: Kubernetes' documentation, "Define Environment Variables for a Container", "Define Dependent Environment
Variables" and "Distribute Credentials Securely Using Secrets".
"""

import re
from collections.abc import Mapping

LONGEST = 131_072  # characters of one variable: Linux starts no program with more
REFERENCE = re.compile(r"\$\$|\$\((?P<name>[A-Za-z_.-][\w.-]*)\)")
Secrets = Mapping[str, Mapping[str, str]]  # name -> key -> value


class DoesNotStart(Exception):
    """A sentence: why the container never runs."""


def environment(container: Mapping, secrets: Secrets) -> dict[str, str]:
    """The environment of a container. Raises DoesNotStart where a Secret or a key is missing.

    Later variables win, and `env` wins over `envFrom`. `$(NAME)` in a value is that of a variable before it.
    """
    found: dict[str, str] = {}
    for source in container.get("envFrom") or []:
        reference = source.get("secretRef") or {}
        keys = _secret(reference, secrets) if reference else {}
        found |= {f"{source.get('prefix') or ''}{key}": value for key, value in keys.items()}
    for variable in container.get("env") or []:
        reference = (variable.get("valueFrom") or {}).get("secretKeyRef")
        if reference is None:
            found[variable["name"]] = _expanded(variable.get("value") or "", found)
            continue
        keys = _secret(reference, secrets)
        if reference.get("key") in keys:
            found[variable["name"]] = keys[reference["key"]]
        elif not reference.get("optional"):
            raise DoesNotStart(f"the Secret {reference.get('name')} has no key {reference.get('key')}")
    return found


def _secret(reference: Mapping, secrets: Secrets) -> Mapping[str, str]:
    if reference.get("name") in secrets:
        return secrets[reference["name"]]
    if reference.get("optional"):
        return {}
    raise DoesNotStart(f"there is no Secret {reference.get('name')}")


def _expanded(value: str, known: Mapping[str, str]) -> str:
    """A value with its references replaced; one to an unknown name stays as it is, and `$$` is one `$`.

    Raises DoesNotStart for one that becomes too long.
    """

    length = len(value)

    def replaced(found: re.Match[str]) -> str:
        nonlocal length
        text = "$" if found[0] == "$$" else known.get(found["name"], found[0])
        length += len(text)
        if length > LONGEST:
            raise DoesNotStart(f"a variable has more than {LONGEST:,} characters")
        return text

    return REFERENCE.sub(replaced, value)
