"""Printed forms of work orders: 《工作联系单》 and 《维修服务单》, A4, by Typst.

`content` says what stands in a form, as plain data in one language; `form.typ` says where it stands; `typeset` brings
both together. What people wrote never becomes part of a program: it is data that the template reads.
"""
