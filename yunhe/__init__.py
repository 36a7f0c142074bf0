"""Yunhe 运河: one waterway from order to doorstep (OMS, ERP, WMS, TMS and CRM over one PostgreSQL)."""

__version__ = "0.1.0"
