"""Conditions and values: a safe subset of Python, checked and compiled.

Parsed by the standard library's parser; every part is then checked against the short list below and rewritten into a function of
(turn, values, bound). Nothing is ever evaluated from text while playing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from typing import Any

from attrs import define, field, frozen

from kalmurzaeva.choreography.piece import SELF
from kalmurzaeva.choreography.reading import ASKED, NUMBERS
from kalmurzaeva.grammar.questions import KINDS
from kalmurzaeva.model.problems import Problem, did_you_mean, problem
from kalmurzaeva.model.story import Expression
from kalmurzaeva.model.values import Span, Variable, reading_of

# What may follow the dot of an entity's name, beside the fields of its kind.
NAME_FORMS = frozenset("the The a A name Name they They them their Their s are have".split())
_TRUE_FALSE = {"yes": True, "no": False, "true": True, "false": False, "True": True, "False": False}
# The type of an expression that could not be read: it fits everywhere, so that one fault is reported once.
BROKEN = "broken"
# What to do about a name that no variable has.
DECLARE = "Declare it in a passage tagged [state]: flag {0}, or number {0} 0..9 = 0."
_BOUND = ("verb", "noun", "second", "question", "echo")
# Those that are no entity. An `echo` is words, or none; a condition asks whether there are any.
_OF_THEIR_OWN = frozenset(("verb", "question", "echo"))
_COMPARE = 'Compare it: "x == y".'
_NO_CONDITION = "This is a name, neither true nor false"


@frozen
class Names:
    """What an expression may speak of. `bound` are the names a header binds; `here` the names of things in this passage;
    `block` finds the id that `shown(…)` means, or None. `numbers` and `traits` are the typed fields of kinds, each by
    entity; `domains` what a trait can be."""

    variables: Mapping[str, Variable]
    entities: Mapping[str, str]
    nodes: frozenset[str]
    verbs: frozenset[str]
    fields: frozenset[str]
    block: Callable[[str], str | None]
    bound: Mapping[str, str | None] = field(factory=dict)
    numbers: Mapping[str, Mapping[str, int]] = field(factory=dict)
    traits: Mapping[str, Mapping[str, frozenset[str]]] = field(factory=dict)
    domains: Mapping[str, tuple[str, ...]] = field(factory=dict)
    things: frozenset[str] = frozenset()


def domain_of(variable: Variable, kind: str) -> tuple[str, ...]:
    """The names that what is said to a piece, or asked of it, can be: its gestures, movements, materials, or who carries one."""
    assert variable.piece
    scheme = variable.piece.scheme
    domains = {
        "gesture": scheme.gestures,
        "movement": scheme.movements,
        "material": scheme.materials,
        "carrier": (SELF, *sorted(scheme.carriers - {SELF})),
    }
    return domains[kind]


class _FaultError(Exception):
    def __init__(self, code: str, node: ast.AST | None, hint: str = "", **words: object) -> None:
        self.code, self.node, self.hint, self.words = code, node, hint, words


def compile_expression(
    source: str, span: Span, names: Names, report: Callable[[Problem], None], *, words: bool = False
) -> Expression:
    """`source` compiled. Reports what is wrong with it, and then gives an expression that is always false. With `words`, the
    forms of a name (`noun.the`) and a set's `where` may be shown."""
    try:
        try:
            tree = ast.parse(source.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise _FaultError("bad-expression", None, _habit(source), why=_plainly(error)) from error
        compiler = _Compiler(names, words)
        code, kind = compiler.value(tree)
    except _FaultError as fault:
        report(problem(fault.code, _place(source, span, fault.node), fault.hint, **fault.words))
        return Expression(source, span, lambda _turn, _values, _bound: False, frozenset(), BROKEN)
    function = ast.Expression(
        ast.Lambda(
            ast.arguments(
                posonlyargs=[],
                args=[ast.arg("t"), ast.arg("v"), ast.arg("b")],
                kwonlyargs=[],
                kw_defaults=[],
                defaults=[],
            ),
            code,
        )
    )
    run = eval(compile(ast.fix_missing_locations(function), "<story>", "eval"), _around(names))
    return Expression(source, span, run, frozenset(compiler.reads), kind, tuple(compiler.constants))


def _around(names: Names) -> dict[str, Any]:
    """What a compiled expression has around it."""
    return {
        "__builtins__": {"len": len},
        "numbers": names.numbers,
        "traits": names.traits,
        "nothing": frozenset(),
        "asked": lambda name, values: reading_of(names.variables[name], values),
    }


def compile_condition(source: str, span: Span, names: Names, report: Callable[[Problem], None]) -> Expression:
    """`source` compiled as what is true or false. Reports what is wrong with it."""
    compiled = compile_expression(source, span, names, report)
    if compiled.type.startswith("one ") or compiled.type in {"entity", "verb", "question", "node", "text"}:
        lead = len(source) - len(source.lstrip())
        place = Span(span.file, span.start + lead, span.start + lead + len(source.strip()))
        report(problem("wrong-type", place, _COMPARE, what=_NO_CONDITION))
    return compiled


# What other languages write in a condition, and how it is written here.
_HABITS = (
    (re.compile(r"&&"), '"and", not "&&"'),
    (re.compile(r"\|\|"), '"or", not "||"'),
    (re.compile(r"\$\w"), "a name without its $"),
    (re.compile(r"!(?!=)"), '"not", not "!"'),
    (re.compile(r"(?<![=<>!])=(?!=)"), '"==" to compare, not "="'),
    (re.compile(r"[“”‘’]"), "straight quotation marks"),
)


def _habit(source: str) -> str:
    """What to write instead, where something of another language is the reason."""
    return next(
        (f"Write {instead}." for pattern, instead in _HABITS if pattern.search(source)),
        "For example: trust > 2 and not late.",
    )


def _plainly(error: Exception) -> str:
    if isinstance(error, SyntaxError):
        message = re.sub(r"\s*\(.*", "", error.msg or "it is not an expression")
        return message[0].lower() + message[1:]
    return "it is not an expression"


def _place(source: str, span: Span, node: ast.AST | None) -> Span:
    column = getattr(node, "col_offset", None)
    if column is None:
        return span
    lead = len(source) - len(source.lstrip())
    encoded = source.strip().encode()
    start = span.start + lead + len(encoded[:column].decode(errors="ignore"))
    end = span.start + lead + len(encoded[: getattr(node, "end_col_offset", column)].decode(errors="ignore"))
    return Span(span.file, start, max(start + 1, min(end, max(span.end, start + 1))))


@define
class _Compiler:
    """Rewrites one expression. Types are flag, number, text, node, `one x`, `set x`, `entity`, `verb`."""

    names: Names
    words: bool
    reads: set[tuple[str, ...]] = field(factory=set)
    constants: list[int] = field(factory=list)

    def value(self, node: ast.expr) -> tuple[ast.expr, str]:
        match node:
            case ast.Constant(value=bool() | int() as value):
                if not isinstance(value, bool):
                    self.constants.append(value)
                return ast.Constant(value), "flag" if isinstance(value, bool) else "number"
            case ast.Name():
                return self._name(node)
            case ast.BoolOp(op=op, values=values):
                return ast.BoolOp(op, [self._truth(value) for value in values]), "flag"
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return ast.UnaryOp(ast.Not(), self._truth(operand)), "flag"
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return ast.UnaryOp(ast.USub(), self._number(operand)), "number"
            case ast.BinOp(op=ast.Add() | ast.Sub() as op, left=left, right=right):
                return ast.BinOp(self._number(left), op, self._number(right)), "number"
            case ast.Compare():
                return self._compare(node), "flag"
            case ast.Call():
                return self._call(node)
            case ast.Attribute():
                return self._attribute(node)
        raise _FaultError(
            "bad-expression",
            node,
            "Names, numbers, and, or, not, in, comparisons, + and -.",
            why="this is not allowed in a story",
        )

    def _truth(self, node: ast.expr) -> ast.expr:
        code, kind = self.value(node)
        if kind.startswith("one ") or kind in {"entity", "verb", "question", "node"}:
            raise _FaultError("wrong-type", node, _COMPARE, what=_NO_CONDITION)
        return code

    def _number(self, node: ast.expr) -> ast.expr:
        code, kind = self.value(node)
        if kind != "number":
            raise _FaultError("wrong-type", node, what="Only numbers can be added, subtracted and put in order")
        return code

    def _name(self, node: ast.Name) -> tuple[ast.expr, str]:
        name = node.id
        if name in self.names.bound or name in _BOUND:
            self.reads.add(("bound", name))
            get = ast.Attribute(ast.Name("b", ast.Load()), "get", ast.Load())
            return ast.Call(get, [ast.Constant(name)], []), name if name in _OF_THEIR_OWN else "entity"
        variable = self.names.variables.get(name)
        if variable:
            self.reads.add(("var", name))
            code = ast.Subscript(ast.Name("v", ast.Load()), ast.Constant(name), ast.Load())
            if variable.piece:
                raise _FaultError(
                    "wrong-type", node, f"For example: len({name}).", what="A piece is no value by itself"
                )
            return code, variable.of.expression_type(variable)
        if name in _TRUE_FALSE:
            return ast.Constant(_TRUE_FALSE[name]), "flag"
        if name in self.names.entities:
            return ast.Constant(name), "entity"
        if name in self.names.nodes:
            return ast.Constant(name), "node"
        known = {*self.names.variables, *self.names.entities, *self.names.bound, *_BOUND}
        raise _FaultError("unknown-name", node, did_you_mean(name, known) or DECLARE.format(name), name=name)

    def _compare(self, node: ast.Compare) -> ast.expr:
        if len(node.ops) == 1:
            return self._pair(node.left, node.ops[0], node.comparators[0])
        pairs, left = [], node.left
        for op, right in zip(node.ops, node.comparators, strict=True):
            pairs.append(self._pair(left, op, right))
            left = right
        return ast.BoolOp(ast.And(), pairs)

    def _pair(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> ast.expr:
        if isinstance(op, ast.In | ast.NotIn):
            return self._membership(left, op, right)
        if isinstance(op, ast.Lt | ast.LtE | ast.Gt | ast.GtE):
            return ast.Compare(self._number(left), [op], [self._number(right)])
        if not isinstance(op, ast.Eq | ast.NotEq):
            raise _FaultError("bad-expression", left, 'Write "==" or "!=".', why='"is" is not used here')
        for one, other in ((left, right), (right, left)):
            literal = self._literal(one, other)
            if literal is not None:
                code, _ = self.value(one)
                return ast.Compare(code, [op], [ast.Constant(literal)])
        (code, kind), (other_code, other_kind) = self.value(left), self.value(right)
        if kind.split()[0] != other_kind.split()[0] or kind.startswith("set "):
            raise _FaultError("wrong-type", right, what="These two can never be equal: they are not of one kind")
        return ast.Compare(code, [op], [other_code])

    def _literal(self, asked: ast.expr, name: ast.expr) -> str | None:
        """`name` as a value that `asked` could have, where it is one."""
        if not isinstance(name, ast.Name):
            return None
        if isinstance(asked, ast.Call):
            return self._remembered_value(asked, name)
        if not isinstance(asked, ast.Name):
            return None
        variable = self.names.variables.get(asked.id)
        if variable and variable.of.is_named and not variable.of.holds_members:
            return self._value_of(variable, name)
        return self._bound_value(asked.id, name) if asked.id in self.names.bound or asked.id in _BOUND else None

    def _value_of(self, variable: Variable, name: ast.Name) -> str | None:
        """One of the values of a `one` variable; None where another variable is meant."""
        if name.id in variable.domain:
            self.reads.add(("value", variable.name, name.id))
            return name.id
        if name.id in self.names.variables or name.id in self.names.bound:
            return None
        hint = did_you_mean(name.id, variable.domain) or "It is one of " + ", ".join(variable.domain[:12]) + "."
        raise _FaultError("wrong-value", name, hint, name=variable.name, value=name.id)

    def _remembered_value(self, asked: ast.Call, name: ast.Name) -> str | None:
        """What `kept.how(x)`, `kept.where(x)`, `seats.at(3)` or `odyssey.held(m)` can be."""
        if not isinstance(asked.func, ast.Attribute) or not isinstance(asked.func.value, ast.Name):
            return None
        members = self.names.variables.get(asked.func.value.id)
        if members and members.piece:
            kind = ASKED.get(asked.func.attr, ((), "number"))[1]
            return self._piece_value(members, kind, name) if kind not in ("number", "flag") else None
        if members and asked.func.attr == "at":
            return name.id if name.id in members.domain or name.id == "none" else None
        if members and asked.func.attr == "how":
            if name.id not in members.ways:
                raise _FaultError("wrong-value", name, did_you_mean(name.id, members.ways), name="how", value=name.id)
            return name.id
        if members and asked.func.attr == "where" and name.id == "none":
            return ""  # it joined nowhere
        return name.id if members and asked.func.attr == "where" and name.id in self.names.nodes else None

    def _piece_value(self, piece: Variable, kind: str, name: ast.Name) -> str | None:
        """What a question to a piece can be answered with."""
        domain = domain_of(piece, kind)
        if name.id in domain or name.id == "none":
            return name.id
        if name.id in self.names.variables or name.id in self.names.bound or name.id in _BOUND:
            return None
        raise _FaultError("wrong-value", name, did_you_mean(name.id, domain), name=f"this {kind}", value=name.id)

    def _bound_value(self, bound: str, name: ast.Name) -> str | None:
        """What `verb`, `noun`, `second` or a placeholder's name can be: a verb, an entity, or a thing of this passage."""
        entities = {*self.names.entities, *self.names.things}
        known = {"verb": self.names.verbs, "question": set(KINDS)}.get(bound, entities)
        for spelling in (name.id, name.id.replace("_", " ")):
            if spelling in known:
                return spelling
        if name.id not in self.names.bound and name.id not in self.names.variables:
            raise _FaultError("wrong-value", name, did_you_mean(name.id, known), name=bound, value=name.id)
        return None

    def _membership(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> ast.expr:
        if isinstance(right, ast.Attribute) and right.attr in self.names.traits:
            return self._trait(left, op, right)
        if isinstance(right, ast.Name) and self._is_piece(right.id):
            return ast.Compare(self._of_piece(right.id, "gesture", left), [op], [self._piece(right.id, "in")])
        if not isinstance(right, ast.Name) or not self._is_set(right.id):
            raise _FaultError("wrong-type", right, "For example: hem in kept.", what="Only a set has members")
        variable = self.names.variables[right.id]
        holder = ast.Subscript(ast.Name("v", ast.Load()), ast.Constant(right.id), ast.Load())
        if isinstance(left, ast.Name) and left.id in variable.domain:
            self.reads.add(("member", right.id, left.id))
            return ast.Compare(ast.Constant(left.id), [op], [holder])
        code, kind = self.value(left)
        if (kind != "entity" and not kind.startswith("one ")) or (
            isinstance(left, ast.Name) and left.id in self.names.entities
        ):
            hint = did_you_mean(left.id, variable.domain) if isinstance(left, ast.Name) else ""
            raise _FaultError("wrong-value", left, hint, name=f"a member of {right.id}", value=ast.unparse(left))
        self.reads.add(("set", right.id))
        return ast.Compare(code, [op], [holder])

    # ── Typed fields, and pieces ───────────────────────────────────────────────────────────────────────────────

    def _trait(self, left: ast.expr, op: ast.cmpop, right: ast.Attribute) -> ast.expr:
        """`calm in gesture.powers`."""
        domain = self.names.domains[right.attr]
        if isinstance(left, ast.Name) and left.id in domain:
            code: ast.expr = ast.Constant(left.id)
        elif isinstance(left, ast.Name) and left.id not in self.names.variables:
            raise _FaultError("wrong-value", left, did_you_mean(left.id, domain), name=right.attr, value=left.id)
        else:
            code, _ = self.value(left)
        return ast.Compare(code, [op], [self._field("traits", right, ast.Name("nothing", ast.Load()))])

    def _field(self, table: str, node: ast.Attribute, otherwise: ast.expr) -> ast.expr:
        """A typed field of whatever stands before the dot."""
        code, kind = self.value(node.value)
        if kind != "entity" and not kind.startswith("one "):
            raise _FaultError("wrong-type", node, what=f"This has no {node.attr}")
        fields = ast.Subscript(ast.Name(table, ast.Load()), ast.Constant(node.attr), ast.Load())
        return ast.Call(ast.Attribute(fields, "get", ast.Load()), [code, otherwise], [])

    def _is_piece(self, name: str) -> bool:
        variable = self.names.variables.get(name)
        return variable is not None and variable.piece is not None

    def _piece(self, name: str, asked: str) -> ast.expr:
        self.reads.add(("piece", name, asked))
        return ast.Subscript(ast.Name("v", ast.Load()), ast.Constant(name), ast.Load())

    def _of_piece(self, piece: str, kind: str, node: ast.expr) -> ast.expr:
        """An argument of what is asked of a piece."""
        domain = domain_of(self.names.variables[piece], kind)
        if isinstance(node, ast.Name) and node.id in domain and node.id not in self.names.bound:
            return ast.Constant(node.id)
        code, type_ = self.value(node)
        if type_ != "entity" and not type_.startswith("one "):
            raise _FaultError("wrong-type", node, what=f"This is no {kind} of {piece}")
        if isinstance(node, ast.Name) and node.id in self.names.entities and node.id not in self.names.bound:
            name = f"a {kind} of {piece}"
            raise _FaultError("wrong-value", node, did_you_mean(node.id, domain), name=name, value=node.id)
        return code

    def _asked(self, piece: str, attr: str, arguments: list[ast.expr], node: ast.expr) -> tuple[ast.expr, str]:
        """`odyssey.full(second_movement)`, `odyssey.taken`."""
        reading: ast.expr = ast.Call(
            ast.Name("asked", ast.Load()), [ast.Constant(piece), ast.Name("v", ast.Load())], []
        )
        kinds, gives = ASKED.get(attr, ((), "number"))
        if attr not in ASKED and attr not in NUMBERS:
            known = (*ASKED, *NUMBERS)
            raise _FaultError("unknown-name", node, did_you_mean(attr, known), name=f"{piece}.{attr}")
        if len(kinds) != len(arguments):
            written = f"{piece}.{attr}({', '.join(kinds)})" if kinds else f"{piece}.{attr}"
            raise _FaultError("bad-expression", node, f"Like this: {written}.", why=f"{attr} is asked otherwise")
        self._piece(piece, attr)
        asked: ast.expr = ast.Attribute(reading, attr, ast.Load())
        if kinds:
            given = [self._of_piece(piece, kind, one) for kind, one in zip(kinds, arguments, strict=True)]
            asked = ast.Call(asked, given, [])
        return asked, gives if gives in ("number", "flag") else "entity"

    def _in_order(self, name: str, attr: str, argument: ast.expr, node: ast.expr) -> tuple[ast.expr, str]:
        """`seats.place(nina)`, `seats.at(3)`."""
        variable = self.names.variables[name]
        if not variable.ordered:
            hint = f"set {name} of …, 11 in order"
            raise _FaultError("bad-expression", node, hint, why=f"{name} keeps no order")
        if attr == "at":
            code = self._number(argument)
        elif isinstance(argument, ast.Name) and argument.id in variable.domain:
            code = ast.Constant(argument.id)
        else:
            code, kind = self.value(argument)
            if kind != "entity" and not kind.startswith("one "):
                raise _FaultError("wrong-type", argument, what=f"Only a member of {name} can be asked for")
        self.reads.add(("order", name))
        holder = ast.Subscript(ast.Name("v", ast.Load()), ast.Constant(name), ast.Load())
        return ast.Call(ast.Attribute(holder, attr, ast.Load()), [code], []), "entity" if attr == "at" else "number"

    def _is_set(self, name: str) -> bool:
        variable = self.names.variables.get(name)
        return variable is not None and variable.of.holds_members

    def _call(self, node: ast.Call) -> tuple[ast.expr, str]:
        match node.func:
            case ast.Attribute(value=ast.Name(name), attr=attr) if self._is_piece(name) and not node.keywords:
                return self._asked(name, attr, node.args, node)
        if len(node.args) == 1 and not node.keywords:
            argument = node.args[0]
            match node.func:
                case ast.Name("visits"):
                    return self._count("visits", argument)
                case ast.Name("shown"):
                    return self._count("shown", argument)
                case ast.Name("len"):
                    return self._size(argument), "number"
                case ast.Attribute(value=ast.Name(name), attr="where" | "how" as attr) if self._is_set(name):
                    return self._remembered(name, attr, argument), "node" if attr == "where" else "text"
                case ast.Attribute(value=ast.Name(name), attr="place" | "at" as attr) if self._is_set(name):
                    return self._in_order(name, attr, argument, node)
        raise _FaultError(
            "bad-expression",
            node,
            "visits(node), shown(block), len(set), set.where(x), set.how(x).",
            why="there is no such function",
        )

    def _count(self, table: str, argument: ast.expr) -> tuple[ast.expr, str]:
        written = (
            argument.id
            if isinstance(argument, ast.Name)
            else argument.value
            if isinstance(argument, ast.Constant)
            else None
        )
        if not isinstance(written, str):
            raise _FaultError("bad-expression", argument, why=f"{table}(…) takes one name")
        if table == "visits":
            if written not in self.names.nodes:
                raise _FaultError("unknown-node", argument, did_you_mean(written, self.names.nodes), name=written)
            found: str | None = written
        else:
            found = self.names.block(written)
            if found is None:
                raise _FaultError(
                    "unknown-block",
                    argument,
                    'A block is named "passage/its first form", or by its label.',
                    name=written,
                )
        self.reads.add((table, found or ""))
        get = ast.Attribute(ast.Attribute(ast.Name("t", ast.Load()), table, ast.Load()), "get", ast.Load())
        return ast.Call(get, [ast.Constant(found), ast.Constant(0)], []), "number"

    def _size(self, argument: ast.expr) -> ast.expr:
        if isinstance(argument, ast.Name) and self._is_piece(argument.id):
            return ast.Call(ast.Name("len", ast.Load()), [self._piece(argument.id, "len")], [])
        if not isinstance(argument, ast.Name) or not self._is_set(argument.id):
            raise _FaultError("wrong-type", argument, "For example: len(kept).", what="Only a set has a length")
        self.reads.add(("size", argument.id))
        holder = ast.Subscript(ast.Name("v", ast.Load()), ast.Constant(argument.id), ast.Load())
        return ast.Call(ast.Name("len", ast.Load()), [holder], [])

    def _remembered(self, name: str, attr: str, argument: ast.expr) -> ast.expr:
        variable = self.names.variables[name]
        if isinstance(argument, ast.Name) and argument.id in variable.domain:
            code: ast.expr = ast.Constant(argument.id)
        else:
            code, kind = self.value(argument)
            if kind != "entity" and not kind.startswith("one "):
                raise _FaultError("wrong-type", argument, what=f"Only a member of {name} can be asked for")
        self.reads.add(("memory", name))
        holder = ast.Subscript(ast.Name("v", ast.Load()), ast.Constant(name), ast.Load())
        return ast.Call(ast.Attribute(holder, attr, ast.Load()), [code], [])

    def _attribute(self, node: ast.Attribute) -> tuple[ast.expr, str]:
        if isinstance(node.value, ast.Name) and self._is_set(node.value.id) and node.attr == "size":
            return self._size(node.value), "number"
        if isinstance(node.value, ast.Name) and self._is_piece(node.value.id):
            return self._asked(node.value.id, node.attr, [], node)
        if node.attr in self.names.numbers:
            return self._field("numbers", node, ast.Constant(0)), "number"
        if node.attr in self.names.traits:
            hint = f"For example: {next(iter(self.names.domains[node.attr]), 'x')} in {ast.unparse(node)}."
            raise _FaultError("wrong-type", node, hint, what="This is a set: ask what is in it")
        if not self.words:
            raise _FaultError("bad-expression", node, why="what follows a dot is for text only")
        if node.attr not in NAME_FORMS | self.names.fields:
            known = NAME_FORMS | self.names.fields
            raise _FaultError("unknown-name", node, did_you_mean(node.attr, known), name=f".{node.attr}")
        code, kind = self.value(node.value)
        if kind not in {"entity", "node"} and not kind.startswith("one "):
            raise _FaultError("wrong-type", node, what="Only what has a name can be put so")
        call: Any = ast.Attribute(ast.Name("t", ast.Load()), "word", ast.Load())
        return ast.Call(call, [code, ast.Constant(node.attr)], []), "text"
